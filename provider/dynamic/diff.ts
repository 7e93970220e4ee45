import type * as pulumi from "@pulumi/pulumi";
import { diff as compare, type Policy } from "../lifecycle";
import { DEFAULTS } from "./defaults";
import { settleJournalSoon } from "./journal";
import { type Inputs, type State, toInputs } from "./state";

/** Another host is another session: the old host out first, then the new one in. All else is an update in place. */
export async function diff(_id: string, olds: State, news: Inputs): Promise<pulumi.dynamic.DiffResult> {
  const isAhead = settleJournalSoon(olds);
  const changes = compare(toPolicy(toInputs(olds)), toPolicy(news), olds.phase);
  const replaces = changes.filter((change) => change.kind === "replace").map((change) => change.property);
  // After a destroy that stopped halfway the state alone does not tell where the host is.
  return { changes: changes.length > 0 || (await isAhead), replaces, deleteBeforeReplace: true };
}

/**
 * A state written by a version that did not know an argument has that argument's default. In a preview any value may be
 * the mark for "not known yet", a string whatever its type: then each key of it is not known, which is a change.
 */
function toPolicy(inputs: Inputs): Policy {
  return {
    ...DEFAULTS,
    ...inputs,
    restore: withDefaults(DEFAULTS.restore, inputs.restore),
    timeouts: withDefaults(DEFAULTS.timeouts, inputs.timeouts),
  };
}

function withDefaults<T extends object>(defaults: T, given: unknown): T {
  if (given === undefined) return defaults;
  if (typeof given === "object") return { ...defaults, ...given };
  return Object.fromEntries(Object.keys(defaults).map((key) => [key, given])) as T;
}

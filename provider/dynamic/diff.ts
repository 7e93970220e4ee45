import type * as pulumi from "@pulumi/pulumi";
import { diff as compare } from "../lifecycle";
import { UNKNOWN } from "./inputs";
import { type Inputs, type State, toInputs } from "./state";

/** Another host is another session: the old host out first, then the new one in. All else is an update in place. */
export async function diff(_id: string, olds: State, news: Inputs): Promise<pulumi.dynamic.DiffResult> {
  const changes = compare(toInputs(olds), lenient(news), olds.phase);
  const replaces = changes.filter((change) => change.kind === "replace").map((change) => change.property);
  return { changes: changes.length > 0, replaces, deleteBeforeReplace: true };
}

/** In a preview a whole property may be the mark for "not known yet", whatever its type: that is a change, not a fault. */
function lenient(news: Inputs): Inputs {
  const unknownTimeouts = (news.timeouts as unknown) === UNKNOWN;
  return unknownTimeouts ? { ...news, timeouts: { precheck: UNKNOWN, enter: UNKNOWN, exit: UNKNOWN } } : news;
}

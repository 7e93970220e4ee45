import type * as pulumi from "@pulumi/pulumi";
import { diff as compare } from "../diff";
import { type Inputs, type State, toInputs } from "../state";
import { settleSoon } from "./journal";

/** Another host is a replacement, in which the old host leaves first. Anything else is an update in place. */
export async function diff(_id: string, olds: State, news: Inputs): Promise<pulumi.dynamic.DiffResult> {
  const isBehind = settleSoon(olds);
  const changes = compare(toInputs(olds), news, olds.phase);
  const replaces = changes.filter((change) => change.kind === "replace").map((change) => change.property);
  // After an interrupted destroy, the state alone does not say where the host is.
  return { changes: changes.length > 0 || (await isBehind), replaces, deleteBeforeReplace: true };
}

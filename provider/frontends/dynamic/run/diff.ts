import type * as pulumi from "@pulumi/pulumi";
import { runDiff } from "../../run/diff";
import { type RunInputs, type RunState, toRunInputs } from "../../run/state";
import { settleNotes } from "./notes";

/** Another host is a replacement, in which the old host leaves first. Anything else is an update in place. */
export async function diff(_id: string, olds: RunState, news: RunInputs): Promise<pulumi.dynamic.DiffResult> {
  const isBehind = await settleNotes(olds);
  const changes = runDiff(toRunInputs(olds), news, olds.phase);
  const replaces = changes.filter((change) => change.kind === "replace").map((change) => change.property);
  // After an interrupted round, the state alone does not say where the host is.
  return { changes: changes.length > 0 || isBehind, replaces, deleteBeforeReplace: true };
}

import type { Host } from "../cloudtower";
import type { Context } from "./context";
import { messageOf } from "./errors";
import { isOurs } from "./hostState";
import type { SessionRecord } from "./record";

/**
 * From here on the session belongs to this resource: whoever has it in a state too, because the resource was renamed or
 * moved, does not end it, in this run (known without a journal) or in a later one.
 */
export async function takeOver(context: Context, record: SessionRecord): Promise<void> {
  holdInThisRun(context, record);
  try {
    await context.journal.claim(record);
  } catch (error) {
    context.progress.warn(`that the session was taken over was not noted: ${messageOf(error)}`);
  }
}

/** This resource has the session in this run, whoever else has it in the state. */
export function holdInThisRun(context: Context, record: SessionRecord): void {
  context.adopted.set(keyOf(context, record.hostId), record);
}

/** Who else has taken over the session that is on the host, if anybody. */
export async function otherHolder(context: Context, host: Host): Promise<string | undefined> {
  const record = context.adopted.get(keyOf(context, host.id));
  if (record && isOurs(record, host)) return "another resource in this run";
  const owner = await context.journal.claimedByOther(context.cloudTower.server, host);
  return owner && `the resource ${owner}`;
}

function keyOf({ cloudTower }: Context, hostId: string): string {
  return `${cloudTower.server} ${hostId}`;
}

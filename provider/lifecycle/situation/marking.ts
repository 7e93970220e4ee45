import type { Host } from "../../cloudtower";
import type { Context } from "../context";
import { NameTag } from "../session/nameTag";
import type { SessionRecord } from "../session/record";
import type { TagOwner } from "../session/tag";

/** Whose tags count as this resource's own. */
export function tagOwner({ facts, nameTag }: Pick<Context, "facts" | "nameTag">): TagOwner {
  return { owner: facts.owner, ...nameTag };
}

/** The name tag of a host. */
export function nameTagOf(context: Context, hostId: string): NameTag {
  return new NameTag(context, hostId, tagOwner(context));
}

/** Writes the name tag of our session again, because it has something else to say, and waits until others can read it. */
export async function renewTag(
  context: Context,
  host: Host,
  record: SessionRecord,
  reason: string | undefined,
): Promise<void> {
  const tag = nameTagOf(context, host.id);
  tag.see(host, { isInUse: false, isCertain: true }, context.progress);
  await tag.put(record, reason);
  await tag.awaitWritten();
}

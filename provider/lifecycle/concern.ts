import { asName } from "../text/foreign";
import type { Context, MaintenanceRequest } from "./context";
import { look } from "./look";
import { LifecycleError } from "./report/failure";
import { longStay } from "./report/words";
import { holderOf } from "./session/facts";
import { shownBy } from "./session/identity";
import type { SessionRecord } from "./session/record";
import { describeSession, hostState } from "./situation/evidence";
import type { Situation } from "./situation/situate";
import { isSeen } from "./situation/table";
import type { Work } from "./situation/work";
import { mustFit } from "./steps/consent";

/** What somebody should know about a session in the state. */
export interface Concern {
  text: string;
  /** The host is in use, so the next `up` that looks at it would enter. */
  isOver: boolean;
}

/**
 * Checks a session of ours.
 * @param record undefined if the record in the state is unknown
 * @returns undefined if all is well
 */
export async function concern(
  context: Context,
  request: MaintenanceRequest,
  record: SessionRecord | undefined,
): Promise<Concern | undefined> {
  const { situation, work } = await look(context, request.hostId, record);
  const text = concernOf(situation, work) ?? (record ? undefined : await wrongName(request, situation, work));
  return text === undefined ? undefined : { text, isOver: isSeen(situation) && hostState(situation.host) === "in use" };
}

/** Only an update checks the names in `restore`, and only if they have changed, which a preview does not know. */
async function wrongName(
  { restore }: MaintenanceRequest,
  situation: Situation,
  work: Work,
): Promise<string | undefined> {
  if (!isSeen(situation)) return undefined;
  const about = { verb: "update" as const, host: situation.host.name };
  try {
    await mustFit(work.context, about, situation.host, { consent: "all", restore }, [], work.record);
    return undefined;
  } catch (error) {
    if (!(error instanceof LifecycleError) || error.failure.cause !== undefined) throw error;
    return `If restore has changed, pulumi up would be refused: ${error.failure.what}. Next: ${error.failure.next}.`;
  }
}

function concernOf(situation: Situation, { record, context, hostId, known }: Work): string | undefined {
  if (!isSeen(situation)) {
    const name = asName(record?.hostName ?? hostId);
    return situation.is === "gone"
      ? `The host ${name} is gone from its cluster.`
      : `CloudTower does not show the host ${name} to this user.`;
  }
  const { is, host, holder } = situation;
  const name = asName(host.name);
  if (hostState(host) === "in use") {
    return is === "entering"
      ? undefined
      : `The session of this resource is over: ${name} is in use. pulumi refresh says what happened to its VMs.`;
  }
  if (is === "handed over") return `The resource ${holder} has taken over the session of ${name}: its destroy ends it.`;
  if (record && (is === "another's maintenance" || is === "another's entry")) {
    return `${name} is in another session than this resource's (${describeSession(host)}).`;
  }
  // In the preview of an update the record is unknown, so only the facts can tell whose session this is.
  const isOurs = record || is === "ours by its tag" || holderOf(shownBy(host.session), known.facts, "") === known.owner;
  if (!isOurs) {
    return `${name} is in a session (${describeSession(host)}), and only pulumi up can tell whether it is this resource's.`;
  }
  const stay = longStay(host.session?.enteredAt, context.cloudTower.serverNow());
  return stay && `${name} is ${stay}.`;
}

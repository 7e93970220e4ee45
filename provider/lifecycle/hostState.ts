import type { Host } from "../cloudtower";
import type { SessionRecord } from "./record";

/** What a host is doing, as far as maintenance is concerned. */
export type HostState = "in-use" | "entering" | "maintenance" | "removing" | "unknown";

/** No session at all means in use: such a host was never in maintenance. */
export function hostState(host: Host): HostState {
  switch (host.session?.state) {
    case undefined:
    case "IN_USE":
      return "in-use";
    case "ENTERING_MAINTENANCE_MODE":
      return "entering";
    case "MAINTENANCE_MODE":
      return "maintenance";
    case "REMOVING":
      return "removing";
    default:
      return "unknown";
  }
}

/** The session on a host for a sentence: `job …, since …`. */
export function describeSession({ session }: Host): string {
  return `job ${session?.jobId ?? "unknown"}, since ${session?.enteredAt ?? "unknown"}`;
}

/** How long after the enter call a session may begin and still be the one whose answer was lost. */
const LOST_ANSWER_MS = 15 * 60_000;

/**
 * Is the session on the host the one that the record tells of? By job id and time where both sides know them. A record
 * of an unfinished entry may know neither: where a task shows that our call was taken, on a host in use, the session is
 * ours, whatever the clocks say (`withVerdict` rules out one that came later). Else one that began no earlier than the
 * call was sent, and not long after it.
 */
export function isOurs(record: SessionRecord, host: Host): boolean {
  const { jobId, enteredAt } = host.session ?? {};
  if (record.maintenanceJobId && jobId) return record.maintenanceJobId === jobId;
  if (record.enteredAt && enteredAt) return sameTime(record.enteredAt, enteredAt);
  // What is on the host after an entry of ours has failed was begun by somebody else.
  if (record.phase === "entry-failed") return false;
  if (record.taskId || !record.submittedAt || !enteredAt) return true;
  const delay = Date.parse(enteredAt) - Date.parse(record.submittedAt);
  return delay >= 0 && delay <= LOST_ANSWER_MS;
}

function sameTime(one: string, other: string): boolean {
  return one === other || Date.parse(one) === Date.parse(other);
}

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

/**
 * Is the session on the host the one that the record tells of? By job id and time where both sides know them. A record
 * of a lost answer knows neither: then a session that began no earlier than our enter call was sent is ours.
 */
export function isOurs(record: SessionRecord, host: Host): boolean {
  const { jobId, enteredAt } = host.session ?? {};
  if (record.maintenanceJobId && jobId) return record.maintenanceJobId === jobId;
  if (record.enteredAt && enteredAt) return sameTime(record.enteredAt, enteredAt);
  if (record.submittedAt && enteredAt) return !isBefore(enteredAt, record.submittedAt);
  return true;
}

function sameTime(one: string, other: string): boolean {
  return one === other || Date.parse(one) === Date.parse(other);
}

function isBefore(one: string, other: string): boolean {
  return Date.parse(one) < Date.parse(other);
}

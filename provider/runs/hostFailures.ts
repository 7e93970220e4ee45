import type { Alert } from "../cloudtower";
import { type About, elapsed, fail } from "../lifecycle";
import { asName, said } from "../text/foreign";

/** More alerts are only counted: they are a matter for CloudTower's own page. */
const MOST_ALERTS = 10;

const WITHOUT = 'or set gate: { alerts: "ignore" } to enter anyway';
const NO_OTHER = "pulumi up only watches again, and sends no second reboot";
const BACK = "run pulumi destroy to bring the host back";
const FIX = `fix the cause, then run pulumi up again, or ${BACK}`;

/** Every way in which the gate and a reboot fail, by name. The words are those of the lifecycle's failures. */
export const hostFailures = {
  alertsUnreadable: (about: About) =>
    fail(
      about,
      "gate",
      "the alerts of the cluster could not be read",
      `fix the cause, then run pulumi up again; ${WITHOUT}`,
      true,
    ),
  /** @param waitedMs how long the gate has waited for them to end */
  alertsStay: (about: About, clusterName: string, alerts: readonly Alert[], waitedMs: number) => {
    const waited = waitedMs > 0 ? `after ${elapsed(waitedMs)}, ` : "";
    const what = `${waited}the cluster ${asName(clusterName)} still has ${describeAlerts(alerts)}`;
    return fail(about, "gate", what, `deal with them in CloudTower, then run pulumi up again; ${WITHOUT}`, true);
  },

  rebootUnprepared: (about: About) =>
    fail(about, "reboot", "the reboot could not be prepared, and none was asked for", FIX),
  noteUnwritable: (about: About) =>
    fail(about, "reboot", "the note of the reboot could not be written, and none was asked for", FIX),
  /** @param state what the host is instead of in maintenance in our session */
  sessionOver: (about: About, state: string) => {
    const what = `the host is ${state} before its reboot, and none was asked for`;
    return fail(about, "reboot", what, `run pulumi up again, which looks at the host first, or ${BACK}`);
  },
  hostDark: (about: About, status: string) => {
    const what = `CloudTower had no connection to the host (${asName(status)}) before its reboot, and none was asked for`;
    return fail(about, "reboot", what, "switch the host on or connect it, then run pulumi up again");
  },
  rebootRefused: (about: About) =>
    fail(about, "reboot", "CloudTower did not accept the request to reboot the host, which goes on running", FIX),
  rebootBrokenOff: (about: About) =>
    fail(about, "reboot", "the reboot was interrupted, and may have been asked for", `${NO_OTHER}; or ${BACK}`),

  /**
   * @param sentAt when the note was written, without which no call is sent
   * @param message of a task of the host that failed in the meantime
   */
  rebootUnseen: (about: About, sentAt: string, afterMs: number, message: string | undefined) => {
    const what = `the host was not seen to go down in ${elapsed(afterMs)}, though a reboot is noted as asked for at ${asName(sentAt)}${failedTask(message)}`;
    const next = `look at the host; if it has not rebooted, or nobody saw it, reboot it in CloudTower while pulumi up watches; ${NO_OTHER}; or ${BACK}`;
    return fail(about, "reboot", what, next);
  },
  rebootFailed: (about: About, message: string | undefined) => {
    const what = `CloudTower's task to reboot the host failed: ${message ? said(message) : "it gives no reason"}. The host was not seen to go down`;
    const next = `fix the cause, then reboot the host in CloudTower while pulumi up watches; ${NO_OTHER}; or ${BACK}`;
    return fail(about, "reboot", what, next);
  },
  /** @param status what CloudTower's connection to the host reads */
  notBack: (about: About, status: string, wentDownAt: string, message: string | undefined) => {
    const what = `the host went down at ${asName(wentDownAt)} and did not come back in time (${asName(status)})${failedTask(message)}`;
    const next = `look at the host's own console and bring it back; ${NO_OTHER}`;
    return fail(about, "reboot", what, next);
  },
  notHealthy: (about: About, status: string, wentDownAt: string, message: string | undefined) => {
    const what = `the host went down at ${asName(wentDownAt)} and is connected again, but was not healthy for a minute (${asName(status)})${failedTask(message)}`;
    const next = `repair what CloudTower says is wrong with the host; ${NO_OTHER}; or ${BACK}`;
    return fail(about, "reboot", what, next);
  },
};

function failedTask(message: string | undefined): string {
  return message === undefined ? "" : `; its task failed: ${message ? said(message) : "it gives no reason"}`;
}

/** "2 CRITICAL alerts: on node-2 "…" (CloudTower advises "…"), "…"". */
export function describeAlerts(alerts: readonly Alert[]): string {
  const told = alerts.slice(0, MOST_ALERTS).map(({ hostName, message, solution }) => {
    const where = hostName === undefined ? "" : `on ${asName(hostName)} `;
    return `${where}${said(message)}${solution ? ` (CloudTower advises ${said(solution)})` : ""}`;
  });
  const more = alerts.length > told.length ? [`and ${alerts.length - told.length} more`] : [];
  const count = alerts.length === 1 ? "a CRITICAL alert" : `${alerts.length} CRITICAL alerts`;
  return `${count}: ${[...told, ...more].join(", ")}`;
}

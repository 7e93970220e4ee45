import { type Alert, criticalAlerts, type Host } from "../cloudtower";
import { type About, type Context, during, elapsed, forHost, minutely, shortly } from "../lifecycle";
import { describeAlerts, hostFailures } from "./hostFailures";

/** Alerts often end by themselves soon after the host before has come back. */
const LONGEST_WAIT_MS = 5 * 60_000;
const PAUSE_MS = 10_000;

/**
 * Lets a host pass whose cluster has no CRITICAL alert. Others are waited for up to five minutes, or as long as `waitMs` says if that
 * is less.
 * @throws LifecycleError that names the alerts; nothing was changed
 */
export async function passGate(
  context: Context,
  host: Host,
  { alerts: rule, waitMs }: { alerts: "refuse" | "ignore"; waitMs: number },
): Promise<void> {
  if (rule === "ignore") return;
  const { clock, signal, progress } = forHost(context, host.name);
  const about: About = { verb: "create", host: host.name };
  const since = clock.now();
  const deadline = since + Math.min(waitMs, LONGEST_WAIT_MS);
  const tell = minutely(forHost(context, host.name));
  for (let isFirst = true; ; isFirst = false) {
    const alerts = await during(hostFailures.alertsUnreadable, about, () => criticalIn(context, host));
    const now = clock.now();
    if (alerts.length === 0) {
      if (!isFirst) progress.line(`the CRITICAL alerts of the cluster ended after ${elapsed(now - since)}`);
      return;
    }
    if (now >= deadline) throw hostFailures.alertsStay(about, host.clusterName, alerts, now - since);
    if (isFirst) {
      progress.line(`waiting up to ${elapsed(deadline - now)}, because the cluster has ${describeAlerts(alerts)}`);
    }
    progress.status?.(`${alerts.length} CRITICAL · waiting for alerts to end · ${shortly(now - since)}`);
    tell(`still waiting after ${elapsed(now - since)}: the cluster has ${describeAlerts(alerts)}`);
    await clock.sleep(Math.min(PAUSE_MS, deadline - now), signal);
  }
}

/** The alerts of the cluster that have not ended, on its hosts and on itself. */
async function criticalIn({ cloudTower, signal }: Context, host: Host): Promise<Alert[]> {
  const [alerts, others] = await Promise.all([
    cloudTower.condition.alerts({ signal }),
    cloudTower.hostsOfCluster(host.clusterId, { signal }),
  ]);
  return criticalAlerts(alerts, [host, ...others]);
}

import type { Alert, Schemas } from "../../model/entities";
import { timeText } from "./time";

/** An alert as the API shows it. */
export function alertBody(alert: Alert): Schemas["Alert"] {
  const { host, cluster } = alert;
  const since = timeText(alert.startedAt);
  return {
    id: alert.id,
    local_id: alert.localId,
    severity: alert.severity,
    message: alert.message,
    cause: alert.cause,
    solution: alert.solution,
    impact: alert.impact,
    cluster: { id: cluster.id, name: cluster.name },
    host: host && { id: host.id, name: host.name, management_ip: host.managementIp },
    ended: alert.endedAt !== null,
    local_create_time: since,
    local_start_time: since,
    local_update_time: timeText(alert.endedAt ?? alert.startedAt),
    // The contract lets it be no null: what has not ended has an empty one.
    local_end_time: timeText(alert.endedAt) ?? "",
    labels: {},
    threshold: 0,
    value: 0,
  };
}

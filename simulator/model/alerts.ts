import type { Alert, Cluster, Host } from "./entities";
import type { World } from "./world";

/** The details of an alert. Missing ones are empty. */
export interface AlertText {
  severity?: string | undefined;
  message: string;
  cause?: string | undefined;
  solution?: string | undefined;
  impact?: string | undefined;
}

/** Raises an alert now. */
export function raiseAlert(world: World, where: { cluster: Cluster; host: Host | null }, said: AlertText): Alert {
  const alert: Alert = {
    id: world.otherIds.cuid(),
    localId: world.otherIds.uuid(),
    severity: said.severity ?? "NOTICE",
    message: said.message,
    cause: said.cause ?? "",
    solution: said.solution ?? "",
    impact: said.impact ?? "",
    ...where,
    startedAt: world.clusterNow(),
    endedAt: null,
  };
  world.alerts.set(alert.id, alert);
  return alert;
}

/** Ends an alert, which can still be read. */
export function endAlert(world: World, alert: Alert): void {
  alert.endedAt ??= world.clusterNow();
}

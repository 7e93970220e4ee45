export { type Asker, askingFor } from "./asker";
export { CloudTower, FIRST_VERSION } from "./client";
export { criticalAlerts } from "./condition";
export {
  AnswerError,
  CertificateError,
  CloudTowerError,
  CredentialsError,
  RedirectError,
  RefusedError,
  StandbyError,
  TaskTimeoutError,
  UnreachableError,
  VersionError,
} from "./errors";
export type { Credentials, UserSource } from "./login";
export type { Alert, Cluster, ExitPlan, Host, PlannedVm, RestoreLists, Session, TagLabel, Task, Vm } from "./model";
export { pollUntil } from "./polling";
export type { CallOptions, RequesterOptions } from "./requester";
export type { Trace } from "./transport";

export { CloudTower } from "./client";
export {
  AnswerError,
  CertificateError,
  CloudTowerError,
  CredentialsError,
  type Fate,
  RedirectError,
  RefusedError,
  TaskTimeoutError,
  UnreachableError,
} from "./errors";
export type { ExitPlan, Host, PlannedVm, RestoreLists, Session, Task, Vm } from "./model";
export { pollUntil } from "./polling";
export { inOneLine } from "./quote";
export type { Credentials, RequesterOptions, UserSource } from "./requester";
export type { Trace } from "./transport";

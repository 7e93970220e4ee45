import type { components, operations, paths } from "./contract/types";

/** A schema of the contract. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/**
 * The operations of the contract that this package uses, by their `operationId`, and where each lives under `/v2/api`.
 * Four of the maintenance paths are spelled "maintance" on the wire.
 */
export const PATHS = {
  Login: "/login",
  GetHosts: "/get-hosts",
  GetTasks: "/get-tasks",
  GetVms: "/get-vms",
  GetClusters: "/get-clusters",
  GetAlerts: "/get-alerts",
  GetLabels: "/get-labels",
  CreateLabel: "/create-label",
  UpdateLabel: "/update-label",
  AddLabelsToResources: "/add-labels-to-resources",
  DeleteLabel: "/delete-label",
  GetMyInfo: "/get-my-info",
  GetUserRoleNexts: "/get-user-role-nexts",
  StartVm: "/start-vm",
  MigrateVm: "/migrate-vm",
  OperateHostPower: "/operate-host-power",
  EnterMaintenanceModePreCheck: "/enter-maintenance-mode-precheck",
  EnterMaintenanceModePrecheckResult: "/enter-maintance-mode-precheck-result",
  EnterMaintenanceMode: "/enter-maintance-mode",
  ExitMaintenanceModePrecheckResult: "/exit-maintance-mode-precheck-result",
  ExitMaintenanceMode: "/exit-maintance-mode",
} as const satisfies Partial<Record<keyof operations, keyof paths>>;

export type OperationName = keyof typeof PATHS;

/** GET requests to the origin that need no login and are sent without credentials. */
export const OPEN_PATHS = {
  GetApiVersion: "/v2/api/get-version",
  /** 200: the active node of a CloudTower; 307: its standby. Not in the published API. */
  Healthz: "/api/healthz",
} as const;

export type OpenName = keyof typeof OPEN_PATHS;

/** The body that an operation takes. One that takes none is sent an empty object. */
export type RequestBody<Name extends OperationName> = operations[Name] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : Record<string, never>;

/** Operations that change hosts or VMs. They are never sent twice without a check in between. */
export const MUTATING: ReadonlySet<OperationName | OpenName> = new Set<OperationName>([
  "EnterMaintenanceMode",
  "ExitMaintenanceMode",
  "StartVm",
  "MigrateVm",
  "OperateHostPower",
]);

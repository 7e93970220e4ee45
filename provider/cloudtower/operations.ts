import type { components, operations, paths } from "./contract/types";

/** The operations of the contract, by their `operationId`. */
export type OperationName = keyof operations;

/** A schema of the contract. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** The body that an operation takes. */
export type RequestBody<Name extends OperationName> = operations[Name]["requestBody"]["content"]["application/json"];

/** Where each operation lives under `/v2/api`. Four of the maintenance paths are spelled "maintance" on the wire. */
export const PATHS = {
  Login: "/login",
  GetHosts: "/get-hosts",
  GetTasks: "/get-tasks",
  GetVms: "/get-vms",
  StartVm: "/start-vm",
  EnterMaintenanceModePreCheck: "/enter-maintenance-mode-precheck",
  EnterMaintenanceModePrecheckResult: "/enter-maintance-mode-precheck-result",
  EnterMaintenanceMode: "/enter-maintance-mode",
  ExitMaintenanceModePrecheckResult: "/exit-maintance-mode-precheck-result",
  ExitMaintenanceMode: "/exit-maintance-mode",
} as const satisfies Record<OperationName, keyof paths>;

/** Operations that change hosts or VMs: never sent twice without observing in between. */
export const MUTATING: ReadonlySet<OperationName> = new Set<OperationName>([
  "EnterMaintenanceMode",
  "ExitMaintenanceMode",
  "StartVm",
]);

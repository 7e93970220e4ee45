import type { Operation } from "./call";
import { exitPrecheckResult } from "./exitPlan";
import { getHosts, getTasks, getVms } from "./lists";
import { login } from "./login";
import { enter, enterPrecheck, enterPrecheckResult, exit } from "./maintenance";
import { startVm } from "./startVm";

/** By the contract's operationId. */
export const operations: Record<string, Operation> = {
  Login: login,
  GetHosts: getHosts,
  GetVms: getVms,
  GetTasks: getTasks,
  StartVm: startVm,
  EnterMaintenanceModePreCheck: enterPrecheck,
  EnterMaintenanceModePrecheckResult: enterPrecheckResult,
  EnterMaintenanceMode: enter,
  ExitMaintenanceModePrecheckResult: exitPrecheckResult,
  ExitMaintenanceMode: exit,
};

import type { Operation } from "./call";
import { exitPrecheckResult } from "./exitPlan";
import { addLabels, createLabel, deleteLabels, removeLabels, updateLabel } from "./labels";
import { getAlerts, getClusters, getHosts, getLabels, getRoles, getTasks, getVms } from "./lists";
import { login } from "./login";
import { enter, enterPrecheck, enterPrecheckResult, exit } from "./maintenance";
import { migrateVm, operateHostPower, startVm } from "./power";
import { getMyInfo, getVersion } from "./users";

export { nothingChanged } from "./call";

/** By the contract's operationId. */
export const operations: Record<string, Operation> = {
  Login: login,
  GetHosts: getHosts,
  GetVms: getVms,
  GetTasks: getTasks,
  GetClusters: getClusters,
  GetAlerts: getAlerts,
  StartVm: startVm,
  MigrateVm: migrateVm,
  EnterMaintenanceModePreCheck: enterPrecheck,
  EnterMaintenanceModePrecheckResult: enterPrecheckResult,
  EnterMaintenanceMode: enter,
  ExitMaintenanceModePrecheckResult: exitPrecheckResult,
  ExitMaintenanceMode: exit,
  OperateHostPower: operateHostPower,
  GetLabels: getLabels,
  CreateLabel: createLabel,
  UpdateLabel: updateLabel,
  DeleteLabel: deleteLabels,
  AddLabelsToResources: addLabels,
  RemoveLabelsFromResources: removeLabels,
  GetMyInfo: getMyInfo,
  GetUserRoleNexts: getRoles,
  GetApiVersion: getVersion,
};

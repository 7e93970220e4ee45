import type { Core } from "../core";
import { type ClusterActions, clusterActions } from "./actions/clusters";
import { type HostActions, hostActions } from "./actions/hosts";
import { type MaintenanceActions, maintenanceActions } from "./actions/maintenance";
import { type TowerActions, towerActions } from "./actions/tower";
import { type VmActions, vmActions } from "./actions/vms";

/**
 * Another operator at work, outside the API and without any rules. Hosts and VMs are given by name or id ("cluster/name" for a host
 * name that is used twice). An unknown one throws.
 */
export interface Operator extends VmActions, HostActions, ClusterActions, MaintenanceActions, TowerActions {}

export function createOperator(core: Core): Operator {
  return caughtUp(core, {
    ...vmActions(core),
    ...hostActions(core),
    ...clusterActions(core),
    ...maintenanceActions(core),
    ...towerActions(core),
  });
}

/** Updates the model to the current time before every action. */
function caughtUp(core: Core, actions: Operator): Operator {
  const entries = Object.entries(actions).map(([name, action]) => [
    name,
    (...args: unknown[]) => {
      core.world.clock.runDue();
      return (action as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(entries) as Operator;
}

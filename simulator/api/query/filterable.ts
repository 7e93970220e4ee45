import type { Cluster, Host, Task, Vm } from "../../model/entities";
import { statusOf } from "../../model/jobs";
import type { World } from "../../model/world";
import type { Filterable } from "./where";

function clusterFields(cluster: Cluster | null): Filterable | null {
  return cluster && { id: cluster.id, local_id: cluster.localId, name: cluster.name };
}

export function hostFields(host: Host): Filterable {
  return {
    id: host.id,
    local_id: host.localId,
    name: host.name,
    management_ip: host.managementIp,
    data_ip: host.dataIp,
    state: host.session?.state === "REMOVING" ? "REMOVING" : "IN_USE",
    cluster: clusterFields(host.cluster),
    labels: host.labels,
  };
}

export function vmFields(vm: Vm): Filterable {
  return {
    id: vm.id,
    local_id: vm.localId,
    name: vm.name,
    status: vm.power,
    in_recycle_bin: vm.inRecycleBin,
    // Made when a filter asks for them: of tens of thousands of VMs most are told by their own fields.
    get cluster() {
      return clusterFields(vm.cluster);
    },
    get host() {
      return vm.host && hostFields(vm.host);
    },
  };
}

export function taskFields(world: World, task: Task): Filterable {
  return {
    id: task.id,
    resource_id: task.resourceId,
    resource_type: task.resourceType,
    status: statusOf(world, task),
    cluster: clusterFields(task.cluster),
  };
}

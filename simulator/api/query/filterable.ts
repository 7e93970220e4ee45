import type { Cluster, Host, Task, Vm } from "../../model/entities";
import { statusOf } from "../../model/jobs";
import type { World } from "../../model/world";
import type { Filterable } from "./where";

// What a filter can ask about. Getters of classes, because it asks for one or two fields of tens of thousands of
// entities: the others are never made.

class ClusterFields {
  constructor(private readonly cluster: Cluster) {}
  get id() {
    return this.cluster.id;
  }
  get local_id() {
    return this.cluster.localId;
  }
  get name() {
    return this.cluster.name;
  }
}

class HostFields {
  constructor(private readonly host: Host) {}
  get id() {
    return this.host.id;
  }
  get local_id() {
    return this.host.localId;
  }
  get name() {
    return this.host.name;
  }
  get management_ip() {
    return this.host.managementIp;
  }
  get data_ip() {
    return this.host.dataIp;
  }
  get state() {
    return this.host.session?.state === "REMOVING" ? "REMOVING" : "IN_USE";
  }
  get cluster() {
    return new ClusterFields(this.host.cluster);
  }
  get labels() {
    return this.host.labels;
  }
}

class VmFields {
  constructor(private readonly vm: Vm) {}
  get id() {
    return this.vm.id;
  }
  get local_id() {
    return this.vm.localId;
  }
  get name() {
    return this.vm.name;
  }
  get status() {
    return this.vm.power;
  }
  get in_recycle_bin() {
    return this.vm.inRecycleBin;
  }
  get cluster() {
    return new ClusterFields(this.vm.cluster);
  }
  get host() {
    return this.vm.host && new HostFields(this.vm.host);
  }
}

class TaskFields {
  constructor(
    private readonly world: World,
    private readonly task: Task,
  ) {}
  get id() {
    return this.task.id;
  }
  get resource_id() {
    return this.world.quirks.resourceIdNull ? null : this.task.resourceId;
  }
  get resource_type() {
    return this.task.resourceType;
  }
  get status() {
    return statusOf(this.world, this.task);
  }
  get cluster() {
    return this.task.cluster && new ClusterFields(this.task.cluster);
  }
}

export const hostFields = (host: Host): Filterable => new HostFields(host);
export const vmFields = (vm: Vm): Filterable => new VmFields(vm);
export const taskFields = (world: World, task: Task): Filterable => new TaskFields(world, task);

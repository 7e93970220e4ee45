import type { Host, Task, Vm } from "../../model/entities";
import { statusOf } from "../../model/jobs";
import type { World } from "../../model/world";
import type { Filterable } from "./where";

// What a filter can ask about. Getters of classes, because it asks for one or two fields of tens of thousands of
// entities: the others are never made.

class Named<T extends { id: string; localId: string; name: string }> {
  constructor(protected readonly entity: T) {}
  get id() {
    return this.entity.id;
  }
  get local_id() {
    return this.entity.localId;
  }
  get name() {
    return this.entity.name;
  }
}

class HostFields extends Named<Host> {
  get management_ip() {
    return this.entity.managementIp;
  }
  get data_ip() {
    return this.entity.dataIp;
  }
  get state() {
    return this.entity.session?.state === "REMOVING" ? "REMOVING" : "IN_USE";
  }
  get cluster() {
    return new Named(this.entity.cluster);
  }
  get labels() {
    return this.entity.labels;
  }
}

class VmFields extends Named<Vm> {
  get status() {
    return this.entity.power;
  }
  get in_recycle_bin() {
    return this.entity.inRecycleBin;
  }
  get cluster() {
    return new Named(this.entity.cluster);
  }
  get host() {
    return this.entity.host && new HostFields(this.entity.host);
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
    return this.task.cluster && new Named(this.task.cluster);
  }
}

export const hostFields = (host: Host): Filterable => new HostFields(host);
export const vmFields = (vm: Vm): Filterable => new VmFields(vm);
export const taskFields = (world: World, task: Task): Filterable => new TaskFields(world, task);

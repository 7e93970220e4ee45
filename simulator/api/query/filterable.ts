import type { Alert, Cluster, Host, Label, Vm } from "../../model/entities";
import { statusOf } from "../../model/jobs";
import type { Task } from "../../model/task";
import type { World } from "../../model/world";
import type { User } from "../../users";
import { shutdownTime, timeText } from "../views/time";
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

class ClusterFields extends Named<Cluster> {
  get connect_state() {
    return this.entity.connectState;
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
    return new ClusterFields(this.entity.cluster);
  }
  get labels() {
    return this.entity.labels;
  }
}

class VmFields extends Named<Vm> {
  constructor(
    private readonly world: World,
    vm: Vm,
  ) {
    super(vm);
  }
  get status() {
    return this.entity.power;
  }
  get in_recycle_bin() {
    return this.entity.inRecycleBin;
  }
  get cluster() {
    return new ClusterFields(this.entity.cluster);
  }
  get host() {
    return this.entity.host && new HostFields(this.entity.host);
  }
  get last_shutdown_time() {
    return shutdownTime(this.world, this.entity);
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
  get started_at() {
    return this.status === "PENDING" ? null : timeText(this.task.startedAt);
  }
  get finished_at() {
    return timeText(this.task.finishedAt);
  }
  /** No task tells which step it is: the contract promises nothing. */
  get resource_mutation() {
    return null;
  }
}

class AlertFields {
  constructor(private readonly alert: Alert) {}
  get id() {
    return this.alert.id;
  }
  get severity() {
    return this.alert.severity;
  }
  get ended() {
    return this.alert.endedAt !== null;
  }
  get cluster() {
    return new ClusterFields(this.alert.cluster);
  }
  get host() {
    return this.alert.host && new HostFields(this.alert.host);
  }
}

export const clusterFields = (cluster: Cluster): Filterable => new ClusterFields(cluster);
export const hostFields = (host: Host): Filterable => new HostFields(host);
export const vmFields = (world: World, vm: Vm): Filterable => new VmFields(world, vm);
export const alertFields = (alert: Alert): Filterable => new AlertFields(alert);
export const labelFields = (label: Label): Filterable => label;
/** A role is one user's. */
export const roleFields = (user: User): Filterable => ({
  id: user.roleId,
  name: user.roleName,
  users: [{ id: user.id, username: user.name }],
});
export const taskFields = (world: World, task: Task): Filterable => new TaskFields(world, task);

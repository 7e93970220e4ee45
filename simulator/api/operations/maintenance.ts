import type { Core } from "../../core";
import { enterJob } from "../../model/enter";
import type { Host, Schemas, Session, Vm } from "../../model/entities";
import { exitJob } from "../../model/exit";
import { startTask } from "../../model/jobs";
import { isInUse } from "../../model/placement";
import { precheckJob } from "../../model/precheck";
import { entryRefusal, exitRefusal } from "../../model/rules";
import { ApiError, badRequest, notFound } from "../errors";
import { hostFields } from "../query/filterable";
import { filterOf } from "../query/where";
import { hostBody } from "../views/host";
import { type Call, mutate, type Operation, withTask } from "./call";

export const enterPrecheck: Operation = (core, call: Call<Schemas["EnterMaintenanceModeCheckParams"]>) => {
  const { world, quirks } = core;
  const host = oneHost(core, call.body.where);
  requireInUse(host);
  const refusal = quirks.refusalStyle === "http-400" ? entryRefusal(world, host) : null;
  if (refusal) throw new ApiError(400, refusal);
  const result = { done: false, shutdownVmUuids: [] };
  const job = { ...precheckJob(world, host, result), sabotage: call.sabotage };
  // The answer needs a task id, so that even where mutations are done at once there is a task.
  const task = startTask(world, job, quirks.syncMutations !== "off");
  world.prechecks.set(task.id, result);
  core.journal.mutations.push({
    at: world.clock.now(),
    operation: call.operation,
    hostId: host.id,
    body: call.body,
    taskId: task.id,
  });
  return { task_id: task.id };
};

export const enterPrecheckResult: Operation = (core, { body }: Call<Schemas["EnterMaintenanceModeResultParams"]>) => {
  const result = core.world.prechecks.get(body.where.task_id);
  if (!result)
    throw notFound(`Precheck task ${body.where.task_id} does not exist.`, `预检查任务 ${body.where.task_id} 不存在。`);
  return { done: result.done, shutdownVms: result.shutdownVmUuids.map((vm_uuid) => ({ vm_uuid })) };
};

export const enter: Operation = (core, call: Call<Schemas["EnterMaintenanceModeParams"]>) => {
  const { world, quirks } = core;
  const host = hostById(core, call.body.where.host_id);
  requireInUse(host);
  const refusal = quirks.refusalStyle === "task-failed" ? null : entryRefusal(world, host);
  if (refusal) throw new ApiError(400, refusal);
  const named = new Set(vmsOf(core, call.body.data.shutdown_vms));
  const before = hostBody(world, host);
  return withTask(core, mutate(core, call, enterJob(world, host, named), host.id), before);
};

export const exit: Operation = (core, call: Call<Schemas["ExitMaintenanceModeParams"]>) => {
  const { world, quirks } = core;
  const host = hostById(core, call.body.where.host_id);
  const session = requireMaintenance(host);
  if (host.exiting)
    throw badRequest(`Host ${host.name} is exiting maintenance mode already.`, `主机 ${host.name} 正在退出维护模式。`);
  const refusal = quirks.refusalStyle === "task-failed" ? null : exitRefusal(world, host);
  if (refusal) throw new ApiError(400, refusal);
  const { data } = call.body;
  const lists = {
    powerOn: vmsOf(core, data.poweron_vms),
    liveMigrateBack: vmsOf(core, data.live_migrate_back_vms),
    offlineMigrateBack: vmsOf(core, data.offline_migrate_back_vms),
  };
  const before = hostBody(world, host);
  return withTask(core, mutate(core, call, exitJob(world, host, session, lists), host.id), before);
};

/** The one host that a filter names. */
export function oneHost(core: Core, where: Schemas["HostWhereInput"]): Host {
  const passes = filterOf(where);
  const hosts = [...core.world.hosts.values()].filter((host) => passes(hostFields(host)));
  if (hosts.length > 1) throw badRequest("The filter names more than one host.", "条件匹配多个主机。");
  if (!hosts[0]) throw notFound("The host does not exist.", "主机不存在。");
  return hosts[0];
}

/** The host's session, if it is in maintenance (not entering). */
export function requireMaintenance(host: Host): Session {
  if (host.session?.state === "MAINTENANCE_MODE") return host.session;
  throw badRequest(`Host ${host.name} is not in maintenance mode.`, `主机 ${host.name} 未处于维护模式。`);
}

function requireInUse(host: Host): void {
  if (isInUse(host)) return;
  throw badRequest(
    `Host ${host.name} is in or entering maintenance mode already.`,
    `主机 ${host.name} 正在进入或已处于维护模式。`,
  );
}

function hostById(core: Core, id: string): Host {
  const host = core.world.hosts.get(id);
  if (!host) throw notFound(`Host ${id} does not exist.`, `主机 ${id} 不存在。`);
  return host;
}

function vmsOf(core: Core, uuids: readonly string[] | undefined): Vm[] {
  return (uuids ?? []).map((uuid) => {
    const vm = core.world.vmByUuidOrId(uuid);
    if (!vm) throw badRequest(`VM ${uuid} does not exist.`, `虚拟机 ${uuid} 不存在。`);
    return vm;
  });
}

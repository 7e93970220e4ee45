import { enterJob } from "../../model/enter";
import type { Host, Schemas } from "../../model/entities";
import { exitJob } from "../../model/exit";
import { startTask } from "../../model/jobs";
import { isInUse } from "../../model/placement";
import { precheckJob } from "../../model/precheck";
import { entryRefusal, exitRefusal } from "../../model/rules";
import { ApiError, badRequest, notFound } from "../errors";
import { hostBody } from "../views/host";
import { type Call, mutate, type Operation, withTask } from "./call";
import { hostById, oneHost, requireMaintenance, vmsByUuid } from "./find";

export const enterPrecheck: Operation = (core, call: Call<Schemas["EnterMaintenanceModeCheckParams"]>) => {
  const { world, quirks } = core;
  const host = oneHost(core, call.body.where);
  requireInUse(host);
  const refusal = quirks.refusalStyle === "http-400" ? entryRefusal(world, host) : null;
  if (refusal) throw new ApiError(400, refusal);
  const result = { done: false, shutdownVmUuids: [] };
  const { id, name } = call.user;
  const job = { ...precheckJob(world, host, result), sabotage: call.sabotage, user: { id, name } };
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
  const named = new Set(vmsByUuid(core, call.body.data.shutdown_vms));
  const before = hostBody(world, host);
  const denied = quirks.failedThoughEntered ? { outcome: "deny" as const, afterSteps: 0 } : undefined;
  const job = { ...enterJob(world, host, named), sabotage: call.sabotage ?? denied };
  return withTask(core, mutate(core, call, job, host.id), before);
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
    powerOn: vmsByUuid(core, data.poweron_vms),
    liveMigrateBack: vmsByUuid(core, data.live_migrate_back_vms),
    offlineMigrateBack: vmsByUuid(core, data.offline_migrate_back_vms),
  };
  const before = hostBody(world, host);
  return withTask(core, mutate(core, call, exitJob(world, host, session, lists), host.id), before);
};

function requireInUse(host: Host): void {
  if (isInUse(host)) return;
  throw badRequest(
    `Host ${host.name} is in or entering maintenance mode already.`,
    `主机 ${host.name} 正在进入或已处于维护模式。`,
  );
}

import type { Core } from "../../core";
import type { Host, Schemas, Vm } from "../../model/entities";
import { hostPowerJob, powerRefusal } from "../../model/hostPower";
import type { Job } from "../../model/jobs";
import { migrateVmJob, migrationHost } from "../../model/migrate";
import { isRefusal, type Refusal } from "../../model/refusal";
import { startHost, startVmJob } from "../../model/start";
import type { World } from "../../model/world";
import { powerChecksFirst } from "../../version";
import { ApiError, badRequest } from "../errors";
import { hostBody } from "../views/host";
import { vmBody } from "../views/vm";
import { type Call, mutate, type Operation, withTask } from "./call";
import { hostById, namedVms } from "./find";

/** One answer a VM; one that runs already is answered as done, unless power calls check first. */
export const startVm: Operation = (core, call: Call<Schemas["VmStartParams"]>) => {
  const vms = namedVms(core, call.body.where);
  const wanted = call.body.data && hostById(core, call.body.data.host_id);
  if (powerChecksFirst(core.quirks)) {
    const running = vms.find((vm) => vm.power === "RUNNING");
    if (running) throw badRequest(`VM ${running.name} is running already.`, `虚拟机 ${running.name} 已处于运行状态。`);
  }
  return each(core, call, vms, wanted, startHost, startVmJob, (vm) => vm.power === "RUNNING");
};

/** One answer a VM: live for a running one, cold for a stopped one. */
export const migrateVm: Operation = (core, call: Call<Schemas["VmMigrateParams"]>) => {
  const vms = namedVms(core, call.body.where);
  const wanted = call.body.data && hostById(core, call.body.data.host_id);
  return each(core, call, vms, wanted, migrationHost, migrateVmJob, () => false);
};

function each(
  core: Core,
  call: Call<unknown>,
  vms: Vm[],
  wanted: Host | undefined,
  place: (world: World, vm: Vm, wanted: Host | undefined) => Host | Refusal,
  jobOf: (world: World, vm: Vm, wanted: Host | undefined) => Job,
  isDone: (vm: Vm) => boolean,
) {
  const { world } = core;
  if (powerChecksFirst(core.quirks)) {
    // All of them are checked before the first one is begun.
    for (const vm of vms) {
      const target = isDone(vm) ? null : place(world, vm, wanted);
      if (target && isRefusal(target) && target.early) throw new ApiError(400, target.text);
    }
  }
  return vms.map((vm) => {
    // `data` is a snapshot taken before the work.
    const before = vmBody(world, vm);
    if (isDone(vm)) return { task_id: null, data: before };
    return withTask(core, mutate(core, call, jobOf(world, vm, wanted), vm.host?.id), before);
  });
}

/** Restarts a host or switches it off. */
export const operateHostPower: Operation = (core, call: Call<Schemas["OperateHostPowerParams"]>) => {
  const { world } = core;
  const { where, data } = call.body;
  const host = hostById(core, where.host_id);
  const refusal = powerRefusal(world, host, data.force);
  if (refusal) throw new ApiError(400, refusal);
  const before = hostBody(world, host);
  return withTask(core, mutate(core, call, hostPowerJob(world, host, data.action), host.id), before);
};

import type { Core } from "../../core";
import type { Host, Schemas, Vm } from "../../model/entities";
import { startVmJob } from "../../model/power";
import { badRequest, notFound } from "../errors";
import { vmFields } from "../query/filterable";
import { filterOf } from "../query/where";
import { vmBody } from "../views/vm";
import { type Call, mutate, type Operation, withTask } from "./call";

/** One answer a VM; one that runs already is answered as done. */
export const startVm: Operation = (core, call: Call<Schemas["VmStartParams"]>) => {
  const { where, data } = call.body;
  const passes = filterOf(where);
  const matched = [...core.world.vms.values()].filter((vm) => passes(vmFields(vm)));
  if (matched.length === 0) throw badRequest("No VM matches.", "没有符合条件的虚拟机。");
  const binned = matched.filter((vm) => vm.inRecycleBin).map((vm) => vm.name);
  if (binned.length > 0)
    throw badRequest(`In the recycle bin: ${binned.join(", ")}.`, `虚拟机在回收站中:${binned.join(", ")}。`);
  const host = data ? wantedHost(core, data.host_id) : undefined;
  return matched.map((vm) => start(core, call, vm, host));
};

function start(core: Core, call: Call<unknown>, vm: Vm, host: Host | undefined) {
  // `data` is a snapshot taken before the work.
  const before = vmBody(vm);
  if (vm.power === "RUNNING") return { task_id: null, data: before };
  return withTask(core, mutate(core, call, startVmJob(core.world, vm, host), vm.host?.id), before);
}

function wantedHost(core: Core, id: string): Host {
  const host = core.world.hosts.get(id);
  if (!host) throw notFound(`Host ${id} does not exist.`, `主机 ${id} 不存在。`);
  return host;
}

import type { Core } from "../../core";
import type { Host, Label, Schemas, Session, Vm } from "../../model/entities";
import { badRequest, notFound } from "../errors";
import { hostFields, labelFields, vmFields } from "../query/filterable";
import { filterOf } from "../query/where";

/** The one host that a filter names. */
export function oneHost(core: Core, where: Schemas["HostWhereInput"]): Host {
  const hosts = hostsOf(core, where);
  if (hosts.length > 1) throw badRequest("The filter names more than one host.", "条件匹配多个主机。");
  if (!hosts[0]) throw notFound("The host does not exist.", "主机不存在。");
  return hosts[0];
}

export function hostsOf(core: Core, where: Schemas["HostWhereInput"]): Host[] {
  const passes = filterOf(where);
  return [...core.world.hosts.values()].filter((host) => passes(hostFields(host)));
}

export function hostById(core: Core, id: string): Host {
  const host = core.world.hosts.get(id);
  if (!host) throw notFound(`Host ${id} does not exist.`, `主机 ${id} 不存在。`);
  return host;
}

/** The host's session, if it is in maintenance (not entering). */
export function requireMaintenance(host: Host): Session {
  if (host.session?.state === "MAINTENANCE_MODE") return host.session;
  throw badRequest(`Host ${host.name} is not in maintenance mode.`, `主机 ${host.name} 未处于维护模式。`);
}

/** The VMs that a start or a migration names: one at least, and none in the recycle bin. */
export function namedVms(core: Core, where: Schemas["VmWhereInput"]): Vm[] {
  const passes = filterOf(where);
  const named = [...core.world.vms.values()].filter((vm) => passes(vmFields(core.world, vm)));
  if (named.length === 0) throw badRequest("No VM matches.", "没有符合条件的虚拟机。");
  const binned = named.filter((vm) => vm.inRecycleBin).map((vm) => vm.name);
  if (binned.length > 0)
    throw badRequest(`In the recycle bin: ${binned.join(", ")}.`, `虚拟机在回收站中:${binned.join(", ")}。`);
  return named;
}

export function vmsByUuid(core: Core, uuids: readonly string[] | undefined): Vm[] {
  return (uuids ?? []).map((uuid) => {
    const vm = core.world.vmByUuidOrId(uuid);
    if (!vm) throw badRequest(`VM ${uuid} does not exist.`, `虚拟机 ${uuid} 不存在。`);
    return vm;
  });
}

/** The labels that a filter names: one at least. */
export function namedLabels(core: Core, where: Schemas["LabelWhereInput"]): Label[] {
  const passes = filterOf(where);
  const named = [...core.world.labels.values()].filter((label) => passes(labelFields(label)));
  if (named.length === 0) throw notFound("No label matches.", "没有符合条件的标签。");
  return named;
}

import type { Host, HostService } from "./entities";
import { concernedVms, isConnected, isInUse, stuckVms } from "./placement";
import { disconnectedText } from "./refusal";
import { type Text, text } from "./text";
import type { World } from "./world";

/** The most VMs on a host that may enter maintenance (SMTX OS operations guide). */
const maxVms = 150;

/** Services that a host needs to enter, its own and those of other hosts; and those that it needs to exit. */
const neededToEnter: readonly HostService[] = ["job-center-worker", "libvirt"];
const neededOfOthers: readonly HostService[] = ["zookeeper", "mongodb", "metadata-server"];
const neededToLeave: readonly HostService[] = ["job-center", "iscsi-redirector", "libvirt", "vm-monitor"];

/** Why the host may not enter maintenance now, by the enabled rules; null if it may. */
export function entryRefusal(world: World, host: Host): Text | null {
  const { rules } = world.quirks;
  const vms = concernedVms(world, host);
  const others = world.hostsOf(host.cluster).filter((other) => other !== host);
  if (rules.hostDisconnected && !isConnected(host)) return disconnectedText(host);
  const busy = others.find((other) => !isInUse(other));
  if (rules.anotherHostInMaintenance && busy) {
    return text(
      `Host ${busy.name} of the cluster is in or entering maintenance mode.`,
      `集群中的主机 ${busy.name} 正在进入或已处于维护模式。`,
    );
  }
  if (rules.dataRecovery && host.cluster.recovery) {
    return text(
      `Data recovery is running in cluster ${host.cluster.name}.`,
      `集群 ${host.cluster.name} 正在进行数据恢复。`,
    );
  }
  if (rules.storageNetwork && !host.cluster.storageNetworkHealthy) return storageNetworkText;
  if (rules.lackOfSpace && host.cluster.lacksSpace) {
    return text("The other hosts lack space for the host's data.", "其他主机的存储空间不足。");
  }
  const ill = rules.unhealthyService ? unhealthyForEntry(host, others) : null;
  if (ill) return ill;
  const single = vms.filter((vm) => vm.singleReplica);
  if (rules.singleReplica && single.length > 0) {
    return text(`The host holds single-replica data of ${names(single)}.`, `主机上存在单副本数据:${names(single)}。`);
  }
  const suspended = vms.filter((vm) => vm.power === "SUSPENDED" || vm.power === "UNKNOWN");
  if (rules.suspendedVm && suspended.length > 0) {
    return text(
      `VMs are suspended or in an unknown state: ${names(suspended)}.`,
      `虚拟机处于暂停或未知状态:${names(suspended)}。`,
    );
  }
  if (rules.tooManyVms && vms.length > maxVms) {
    return text(
      `The host has ${vms.length} VMs, more than ${maxVms}.`,
      `主机上有 ${vms.length} 个虚拟机,超过 ${maxVms} 个。`,
    );
  }
  const { bound, noRoom } = stuckVms(world, host);
  const ofSystem = [...bound, ...noRoom].filter((vm) => vm.usage !== null);
  if (rules.systemVm && ofSystem.length > 0) {
    return text(
      `VMs of the system can neither migrate nor be shut down: ${names(ofSystem)}.`,
      `系统虚拟机无法迁移,也不能关机:${names(ofSystem)}。`,
    );
  }
  const stranded = rules.noRoom ? noRoom : rules.haNoRoom ? noRoom.filter((vm) => vm.ha) : [];
  if (stranded.length > 0) {
    return text(
      `The other hosts lack memory for ${names(stranded)}.`,
      `其他主机内存不足,无法迁移:${names(stranded)}。`,
    );
  }
  const up = others.filter((other) => isConnected(other) && isInUse(other)).length;
  if (rules.quorum && up * 2 <= others.length + 1) {
    return text(
      "Key services (zookeeper, mongo, metadata) would lose quorum.",
      "关键服务(zookeeper、mongo、metadata)将失去多数。",
    );
  }
  return null;
}

/** Why the host may not leave maintenance now; null if it may. */
export function exitRefusal(world: World, host: Host): Text | null {
  const { rules } = world.quirks;
  if (rules.hostDisconnected && !isConnected(host)) return disconnectedText(host);
  if (rules.servicesStarting && host.restart) {
    return text(`Host ${host.name} is about to restart.`, `主机 ${host.name} 即将重启。`);
  }
  if (rules.servicesStarting && host.servicesStarting) {
    return text(`The services of host ${host.name} are not up yet.`, `主机 ${host.name} 的服务尚未就绪。`);
  }
  const service = neededToLeave.find((needed) => host.unhealthyServices.has(needed));
  if (rules.unhealthyService && service) return unhealthyText(service, host);
  if (rules.storageNetwork && !host.cluster.storageNetworkHealthy) return storageNetworkText;
  return null;
}

const storageNetworkText = text("The storage network is unhealthy.", "存储网络异常。");

function unhealthyForEntry(host: Host, others: Host[]): Text | null {
  const here = neededToEnter.find((service) => host.unhealthyServices.has(service));
  if (here) return unhealthyText(here, host);
  for (const other of others) {
    const there = neededOfOthers.find((service) => other.unhealthyServices.has(service));
    if (there) return unhealthyText(there, other);
  }
  return null;
}

function unhealthyText(service: HostService, { name }: Host): Text {
  return text(`Service ${service} of host ${name} is unhealthy.`, `主机 ${name} 的服务 ${service} 异常。`);
}

function names(vms: { name: string; localId: string }[]): string {
  return vms.map((vm) => vm.name || vm.localId).join(", ");
}

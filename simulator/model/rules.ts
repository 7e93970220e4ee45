import type { Host } from "./entities";
import { isConnected, isInUse, stuckVms } from "./placement";
import { type Text, text } from "./text";
import type { World } from "./world";

/** The most VMs on a host that may enter maintenance (SMTX OS operations guide). */
const maxVms = 150;

/** Why the host may not enter maintenance now, by the rules that are switched on; null: it may. */
export function entryRefusal(world: World, host: Host): Text | null {
  const { rules } = world.quirks;
  const vms = world.vmsOn(host);
  const others = world.hostsOf(host.cluster).filter((other) => other !== host);
  if (rules.hostDisconnected && !isConnected(host)) return disconnectedText(host);
  const busy = others.find((other) => !isInUse(other));
  if (rules.anotherHostInMaintenance && busy) {
    return text(
      `Host ${busy.name} of the cluster is in or entering maintenance mode.`,
      `集群中的主机 ${busy.name} 正在进入或已处于维护模式。`,
    );
  }
  if (rules.dataRecovery && host.cluster.recovering) {
    return text(
      `Data recovery is running in cluster ${host.cluster.name}.`,
      `集群 ${host.cluster.name} 正在进行数据恢复。`,
    );
  }
  if (rules.storageNetwork && !host.cluster.storageNetworkHealthy) return storageNetworkText;
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
  const { noRoom } = stuckVms(world, host);
  if (rules.noRoom && noRoom.length > 0) {
    return text(`The other hosts lack memory for ${names(noRoom)}.`, `其他主机内存不足,无法迁移:${names(noRoom)}。`);
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

/** Why the host may not leave maintenance now; null: it may. */
export function exitRefusal(world: World, host: Host): Text | null {
  const { rules } = world.quirks;
  if (rules.hostDisconnected && !isConnected(host)) return disconnectedText(host);
  const [service] = host.unhealthyServices;
  if (rules.unhealthyService && service) {
    return text(`Service ${service} of host ${host.name} is unhealthy.`, `主机 ${host.name} 的服务 ${service} 异常。`);
  }
  if (rules.storageNetwork && !host.cluster.storageNetworkHealthy) return storageNetworkText;
  return null;
}

const storageNetworkText = text("The storage network is unhealthy.", "存储网络异常。");

function disconnectedText(host: Host): Text {
  return host.poweredOn
    ? text(`Host ${host.name} is not connected (${host.status}).`, `主机 ${host.name} 未连接(${host.status})。`)
    : text(`Host ${host.name} is powered off.`, `主机 ${host.name} 已关机。`);
}

function names(vms: { name: string; localId: string }[]): string {
  return vms.map((vm) => vm.name || vm.localId).join(", ");
}

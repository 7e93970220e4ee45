import type { Host, Vm } from "./entities";
import { canMove, isConnected, isInUse } from "./placement";
import { type Text, text } from "./text";

/** Why CloudTower cannot do what was asked. `early` if it can know this before it begins. */
export interface Refusal {
  text: Text;
  early: boolean;
}

export function isRefusal(result: Host | Refusal): result is Refusal {
  return "early" in result;
}

/** Why a VM cannot be started on or moved to a host, apart from lack of room; null if it can. */
export function hostObjection(vm: Vm, host: Host): Text | null {
  if (!isConnected(host)) return disconnectedText(host);
  if (!isInUse(host)) {
    return text(
      `Host ${host.name} is in or entering maintenance mode.`,
      `主机 ${host.name} 正在进入或已处于维护模式。`,
    );
  }
  if (host.cluster !== vm.cluster) {
    return text(
      `Host ${host.name} is not in the cluster of VM ${vm.name}.`,
      `主机 ${host.name} 与虚拟机 ${vm.name} 不在同一集群。`,
    );
  }
  return vm.host !== host && !canMove(vm) ? boundText(vm) : null;
}

export function boundText(vm: Vm): Text {
  return vm.passthrough
    ? text(
        `VM ${vm.name} holds a device of its host and cannot migrate.`,
        `虚拟机 ${vm.name} 挂载了直通设备,无法迁移。`,
      )
    : text(`VM ${vm.name} is bound to its host and cannot migrate.`, `虚拟机 ${vm.name} 已绑定主机,无法迁移。`);
}

export function noHostText(vm: Vm): Text {
  return text(`No host can run VM ${vm.name}.`, `没有可以运行虚拟机 ${vm.name} 的主机。`);
}

export function noRoomText(vm: Vm, host: Host): Text {
  return text(
    `Host ${host.name} has no room for VM ${vm.name}.`,
    `主机 ${host.name} 没有足够的资源运行虚拟机 ${vm.name}。`,
  );
}

export function disconnectedText(host: Host): Text {
  return host.poweredOn || host.restart
    ? text(`Host ${host.name} is not connected (${host.status}).`, `主机 ${host.name} 未连接(${host.status})。`)
    : text(`Host ${host.name} is powered off.`, `主机 ${host.name} 已关机。`);
}

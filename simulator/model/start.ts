import type { Host, Vm } from "./entities";
import { TaskFailure } from "./failure";
import type { Job, Work } from "./jobs";
import { canMove, freeMemoryBytes, isConnected, isInUse, pickTarget } from "./placement";
import { disconnectedText, hostObjection, isRefusal, noHostText, noRoomText, type Refusal } from "./refusal";
import { text } from "./text";
import type { World } from "./world";

/** Starts a VM on its own host, if that is in use and has room; else on another host, if the VM can move. */
export function startVmJob(world: World, vm: Vm, wanted: Host | undefined): Job {
  return {
    description: text(`Start VM ${vm.name}`, `启动虚拟机 ${vm.name}`),
    resourceType: "Vm",
    resourceId: vm.id,
    cluster: vm.cluster,
    totalMs: world.timings.powerOn,
    work: start(world, vm, wanted),
  };
}

function* start(world: World, vm: Vm, wanted: Host | undefined): Work {
  yield world.timings.powerOn;
  if (vm.power === "RUNNING") return;
  if (!world.vms.has(vm.id)) throw new TaskFailure(noHostText(vm));
  const target = startHost(world, vm, wanted);
  if (isRefusal(target)) throw new TaskFailure(target.text);
  vm.host = target;
  vm.power = "RUNNING";
}

/** The host on which a VM would start, or why it cannot. */
export function startHost(world: World, vm: Vm, wanted: Host | undefined): Host | Refusal {
  const fits = (host: Host) => freeMemoryBytes(world, host) >= vm.memoryBytes;
  if (wanted) {
    const objection = hostObjection(vm, wanted);
    if (objection) return { text: objection, early: true };
    return fits(wanted) ? wanted : { text: noRoomText(vm, wanted), early: false };
  }
  const { host } = vm;
  if (!host) return { text: noHostText(vm), early: true };
  const usable = isConnected(host) && isInUse(host);
  if (usable && fits(host)) return host;
  const elsewhere = canMove(vm) ? pickTarget(world, { ...vm, power: "RUNNING" }, host) : undefined;
  return elsewhere ?? { text: whyNowhere(vm, host, usable), early: !usable && !canMove(vm) };
}

function whyNowhere(vm: Vm, host: Host, usable: boolean) {
  const { en, zh } = noHostText(vm);
  const objection = usable ? noRoomText(vm, host) : (hostObjection(vm, host) ?? disconnectedText(host));
  return text(`${en} ${objection.en}`, `${zh}${objection.zh}`);
}

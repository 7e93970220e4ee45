import type { Host, HostStatus } from "./entities";
import { TaskFailure } from "./failure";
import type { Job, Work } from "./jobs";
import { canMove, isConnected, isInUse, pickTarget } from "./placement";
import { disconnectedText } from "./refusal";
import { type Text, text } from "./text";
import type { World } from "./world";

export type PowerAction = "poweroff" | "reboot";

/** A host loses power: HA VMs restart elsewhere if there is room, the others stop, and running work on it fails. */
export function powerOff(world: World, host: Host): void {
  host.poweredOn = false;
  host.status = "CONNECTING";
  host.restart = null;
  host.servicesStarting = false;
  for (const vm of world.vmsOn(host)) {
    if (vm.power !== "RUNNING") continue;
    const target = vm.ha && canMove(vm) ? pickTarget(world, vm, host) : undefined;
    if (target) vm.host = target;
    else vm.power = "STOPPED";
  }
}

/** It is back at once, with all its services. */
export function powerOn(host: Host): void {
  host.poweredOn = true;
  host.status = "CONNECTED_HEALTHY";
  host.restart = null;
  host.servicesStarting = false;
}

/** Why a host may not be restarted or switched off now; null if it may. */
export function powerRefusal(world: World, host: Host, force: boolean): Text | null {
  const { name, session } = host;
  if (host.restart) return text(`Host ${name} is restarting already.`, `主机 ${name} 正在重启。`);
  if (!isConnected(host)) return disconnectedText(host);
  const other = world.hostsOf(host.cluster).find((candidate) => candidate !== host && candidate.restart);
  if (other) {
    return text(
      `Host ${other.name} of the cluster is restarting: one at a time.`,
      `集群中的主机 ${other.name} 正在重启,同一时间只能重启一台主机。`,
    );
  }
  if (host.exiting) return text(`Host ${name} is exiting maintenance mode.`, `主机 ${name} 正在退出维护模式。`);
  if (session?.state === "MAINTENANCE_MODE" || force) return null;
  return isInUse(host)
    ? text(`Host ${name} is not in maintenance mode.`, `主机 ${name} 未处于维护模式。`)
    : text(`Host ${name} is still entering maintenance mode.`, `主机 ${name} 正在进入维护模式。`);
}

/** Restarts a host or switches it off, unless {@link powerRefusal} has a reason to refuse. */
export function hostPowerJob(world: World, host: Host, action: PowerAction): Job {
  const { timings, quirks } = world;
  const upMs = timings.boot + (quirks.restartStatuses.length - 1) * timings.initialize;
  const isReboot = action === "reboot";
  host.restart = {};
  return {
    description: isReboot
      ? text(`Reboot host ${host.name}`, `重启主机 ${host.name}`)
      : text(`Power off host ${host.name}`, `关闭主机 ${host.name}`),
    resourceType: "Host",
    resourceId: host.id,
    cluster: host.cluster,
    totalMs: timings.powerDown + (isReboot && quirks.rebootTaskWaits ? upMs : 0),
    work: power(world, host, action, host.restart, upMs),
  };
}

function* power(world: World, host: Host, action: PowerAction, restart: object, upMs: number): Work {
  try {
    yield world.timings.powerDown;
    if (host.restart !== restart || !world.hosts.has(host.id)) return;
    powerOff(world, host);
    if (action === "poweroff") return;
    comeUp(world, host);
    if (!world.quirks.rebootTaskWaits) return;
    yield upMs;
    if (host.restart === null && !host.poweredOn) {
      throw new TaskFailure(text(`Host ${host.name} did not come back.`, `主机 ${host.name} 重启后未恢复连接。`));
    }
  } catch (error) {
    if (host.restart === restart) host.restart = null;
    throw error;
  }
}

/** The host reads one status after the other until it is connected, unless somebody switches it off in the meantime. */
function comeUp(world: World, host: Host): void {
  const restart = {};
  host.restart = restart;
  const { timings, quirks } = world;
  const [first, ...others] = quirks.restartStatuses as HostStatus[];
  host.status = first ?? "CONNECTING";
  const step = (afterMs: number, act: () => void): void =>
    world.clock.after(afterMs, () => {
      if (host.restart === restart) act();
    });
  const upMs = timings.boot + others.length * timings.initialize;
  others.forEach((status, index) => {
    step(timings.boot + index * timings.initialize, () => {
      host.poweredOn = true;
      host.status = status;
    });
  });
  step(upMs, () => {
    powerOn(host);
    host.servicesStarting = timings.servicesUp > 0;
    world.clock.after(timings.servicesUp, () => {
      // Unless it is down again by then: then nothing starts.
      if (host.restart === null) host.servicesStarting = false;
    });
  });
}

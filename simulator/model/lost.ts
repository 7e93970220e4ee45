import type { Host } from "./entities";
import { TaskFailure } from "./failure";
import { text } from "./text";
import type { World } from "./world";

/** Fails work on a host that was powered off or removed in the meantime. */
export function failIfLost(world: World, host: Host): void {
  if (!host.poweredOn || !world.hosts.has(host.id)) {
    throw new TaskFailure(text(`The connection to host ${host.name} was lost.`, `与主机 ${host.name} 的连接已断开。`));
  }
}

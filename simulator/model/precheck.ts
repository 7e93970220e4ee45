import type { Host } from "./entities";
import { TaskFailure } from "./failure";
import type { Job, Work } from "./jobs";
import { stuckVms } from "./placement";
import { entryRefusal } from "./rules";
import { text } from "./text";
import type { Precheck, World } from "./world";

/** CloudTower's precheck. It fills `result` when it is done. */
export function precheckJob(world: World, host: Host, result: Precheck): Job {
  const { name } = host;
  return {
    description: text(`Precheck host ${name} for maintenance mode`, `主机 ${name} 进入维护模式预检查`),
    resourceType: "Host",
    resourceId: host.id,
    cluster: host.cluster,
    totalMs: world.timings.precheck,
    work: precheck(world, host, result),
  };
}

function* precheck(world: World, host: Host, result: Precheck): Work {
  yield world.timings.precheck;
  const refusal = entryRefusal(world, host);
  if (refusal) {
    if (world.quirks.refusalStyle === "done-false") return;
    throw new TaskFailure(refusal);
  }
  const { bound, noRoom } = stuckVms(world, host);
  result.shutdownVmUuids = [...bound, ...noRoom].map((vm) => vm.localId);
  result.done = true;
}

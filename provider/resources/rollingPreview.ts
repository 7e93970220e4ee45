import { asName } from "../text/foreign";
import type { HostMaintenanceRun } from "./hostMaintenanceRun";
import type { RollingHost, Rolls } from "./rollingArguments";
import { isDone, tellRun } from "./runPreview";
import { say } from "./say";

/**
 * Reports what `up` would do, cluster by cluster: the hosts that are done, the next one in full, after a precheck, and those that
 * follow it.
 */
export async function tellRolls(rolls: Rolls, runs: readonly (readonly HostMaintenanceRun[])[]): Promise<void> {
  await Promise.all(rolls.map((hosts, index) => tellRoll(hosts, runs[index] ?? [])));
}

async function tellRoll(hosts: readonly RollingHost[], runs: readonly HostMaintenanceRun[]): Promise<void> {
  let next: string | undefined;
  for (const [index, run] of runs.entries()) {
    const name = asName(hosts[index]?.name ?? "");
    if (await isDone(run)) await say.info(`${name}: done.`, run);
    else if (next === undefined) {
      next = name;
      await tellRun(run);
    } else await say.info(`${name}: its turn comes after ${next} is done.`, run);
    next = next === undefined ? undefined : name;
  }
}

import type { Core } from "../../core";
import { findHost, findVm } from "../../lookup";
import { enterJob } from "../../model/enter";
import { exitJob } from "../../model/exit";
import { remainingMoves } from "../../model/exitPlan";
import { doAtOnce, type Job, startTask } from "../../model/jobs";
import { isInUse, stuckVms } from "../../model/placement";

/** Lists of VMs by name or id; a list that is left out is everything that the exit plan holds. */
interface OperatorExit {
  powerOn?: string[];
  liveMigrateBack?: string[];
  offlineMigrateBack?: string[];
  /** Done when the call returns. Default false: a task. */
  atOnce?: boolean;
}

export interface MaintenanceActions {
  /** @returns the task's id, or null when done at once
   * @param options shutdownVms default: all that cannot move */
  enter(host: string, options?: { shutdownVms?: string[]; atOnce?: boolean }): string | null;
  exit(host: string, options?: OperatorExit): string | null;
}

export function maintenanceActions({ world }: Core): MaintenanceActions {
  const host = (name: string) => findHost(world, name);
  const vm = (name: string) => findVm(world, name);
  const begin = (job: Job, atOnce = false): string | null => {
    if (!atOnce) return startTask(world, job).id;
    doAtOnce(job);
    return null;
  };
  return {
    enter(name, { shutdownVms, atOnce } = {}) {
      const entering = host(name);
      if (!isInUse(entering)) throw new Error(`Host ${entering.name} is not in use.`);
      const { bound, noRoom } = stuckVms(world, entering);
      return begin(enterJob(world, entering, new Set(shutdownVms?.map(vm) ?? [...bound, ...noRoom])), atOnce);
    },
    exit(name, { powerOn, liveMigrateBack, offlineMigrateBack, atOnce } = {}) {
      const leaving = host(name);
      const { session } = leaving;
      if (session?.state !== "MAINTENANCE_MODE") throw new Error(`Host ${leaving.name} is not in maintenance.`);
      const left = remainingMoves(world, session.moves);
      const all = (how: string) => left.filter(({ move }) => move.how === how).map((entry) => entry.vm);
      const lists = {
        powerOn: powerOn?.map(vm) ?? all("shutdown"),
        liveMigrateBack: liveMigrateBack?.map(vm) ?? all("live"),
        offlineMigrateBack: offlineMigrateBack?.map(vm) ?? all("offline"),
      };
      return begin(exitJob(world, leaving, session, lists), atOnce);
    },
  };
}

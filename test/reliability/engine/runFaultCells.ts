import pLimit from "p-limit";
import { type CliResult, STACK_TRACE } from "../../e2e/harness/cli.js";
import type { E2eSetup } from "../../e2e/harness/install.js";
import { tells } from "../causes.js";
import type { MatrixResult } from "../matrix/runMatrix.js";
import { firstOf, wrongAtTheEnd } from "../wrongAtTheEnd.js";
import { cellsOf, type FaultCell, faultStages, isOutage, nameOf, spread } from "./faultCells.js";
import { Fleet, type Member } from "./fleet.js";
import { AT_ONCE, inGroups, SHARED_BY } from "./groups.js";
import type { Point } from "./points.js";

/** Short for a person, long for the simulator. They end the wait for a task that can never be seen. */
const TIMEOUTS = { precheck: "40s", enter: "40s", exit: "40s" };

/** After one failure a program declares no more resources, so all fail only after all are declared. */
const FIRST_REQUEST: Point = { operation: "Login", part: 0, nth: 0, at: "request" };

type Verdict = "converged" | "failed cleanly" | { wrong: string };

/** At most this many cells of each command. */
interface Sample {
  perStage: number;
  isWanted?: (cell: FaultCell) => boolean;
}

export interface CellsOptions {
  samples: readonly Sample[];
  /** Hears of the cells that have been run, and of how many there are. */
  onCells?: (done: number, of: number) => void;
}

/** A sample of the fault matrix, with the real engine. */
export async function runFaultCells(setup: E2eSetup, { samples, onCells }: CellsOptions): Promise<MatrixResult> {
  const limit = pLimit(AT_ONCE);
  const chosen = await limit.map(faultStages(), async (stage) => {
    const cells = await cellsOf(setup, stage);
    return samples.flatMap(({ perStage, isWanted = () => true }) => spread(cells.filter(isWanted), perStage));
  });
  const groups = chosen.flatMap((cells) => inGroups(cells, SHARED_BY));
  const total = chosen.flat().length;
  const result: MatrixResult = { cells: 0, converged: 0, failedCleanly: 0, wrong: [] };
  await limit.map(groups, async (cells) => {
    const verdicts = await tried(setup, cells);
    for (const [index, verdict] of verdicts.entries()) {
      result.cells += 1;
      if (verdict === "converged") result.converged += 1;
      else if (verdict === "failed cleanly") result.failedCleanly += 1;
      else result.wrong.push(`${nameOf(cells[index] as FaultCell)}: ${verdict.wrong}`);
    }
    onCells?.(result.cells, total);
  });
  return result;
}

/** An error that ends a group counts for that group only. */
async function tried(setup: E2eSetup, cells: readonly FaultCell[]): Promise<Verdict[]> {
  try {
    return await runTogether(setup, cells);
  } catch (error) {
    const wrong = error instanceof Error ? error.message : String(error);
    return cells.map(() => ({ wrong }));
  }
}

/** One command with a resource for each cell. Then the faults end, and the user continues. */
async function runTogether(setup: E2eSetup, cells: readonly FaultCell[]): Promise<Verdict[]> {
  const fleet = await Fleet.open(setup, cells.length);
  try {
    await fleet.setArguments({ timeouts: TIMEOUTS });
    const { stage } = cells[0] as FaultCell;
    await stage.prepare(fleet);
    const run = await fleet.startHeld(stage.command, [FIRST_REQUEST], (member, index) => {
      const { point, fault, times } = cells[index] as FaultCell;
      if (isOutage(fault)) member.tower.goDown(point, times);
      else member.tower.spoil(point, fault.fault, times);
    });
    for (const { tower } of fleet.members) tower.letGo("at once");
    const verdicts = await verdictsOf(fleet, cells, await run.done);
    await Promise.all(fleet.members.map(({ tower }) => tower.repair()));
    const errors = await goOn(fleet, (_, index) => verdicts[index] === "failed cleanly" && cells[index]?.next === "up");
    return await Promise.all(
      fleet.members.map(async (member, index) => {
        const wrong = errors.get(member) ?? firstOf(await atTheEnd(fleet, member));
        const verdict = verdicts[index] as Verdict;
        return wrong && typeof verdict !== "object" ? { wrong } : verdict;
      }),
    );
  } finally {
    await fleet.dispose();
  }
}

async function verdictsOf(fleet: Fleet, cells: readonly FaultCell[], result: CliResult): Promise<Verdict[]> {
  const { command } = (cells[0] as FaultCell).stage;
  const failed = await failures(fleet, command, result, fleet.members);
  return fleet.members.map((member, index) => {
    if (!member.tower.hasMetFault((cells[index] as FaultCell).times)) {
      return { wrong: "the fault did not hit any request" };
    }
    const error = failed.get(member);
    if (error === undefined) return "converged";
    const { cause } = (cells[index] as FaultCell).fault;
    const isClean = isOurs(error) && tells(whyOf(error, result.all, member), cause);
    return isClean ? "failed cleanly" : { wrong: `not an error of ours that tells the fault: ${error}` };
  });
}

/** Without faults, `up` for some and `destroy` for all must succeed. */
async function goOn(fleet: Fleet, needsUp: (member: Member, index: number) => boolean): Promise<Map<Member, string>> {
  const again = fleet.members.filter(needsUp);
  const targets = again.flatMap(({ name }) => ["--target", `**::${name}`]);
  const up = again.length > 0 ? await failures(fleet, "up", await fleet.run("up", targets), again) : [];
  const destroy = await failures(fleet, "destroy", await fleet.run("destroy"), fleet.members);
  return new Map([...destroy, ...up]);
}

/** What is told of those whose resource is not as the command wants it. */
async function failures(
  { project }: Fleet,
  command: "up" | "destroy",
  { all }: CliResult,
  members: readonly Member[],
): Promise<Map<Member, string>> {
  const resources = await project.resources();
  const isDone = ({ name, suffix, tower }: Member) => {
    const resource = resources.find(({ urn }) => urn.endsWith(`::${name}`));
    if (command === "destroy") return resource === undefined;
    const isEntered = tower.simulator.host(`node-1${suffix}`).state === "MAINTENANCE_MODE";
    return resource !== undefined && !resource.initErrors?.length && isEntered;
  };
  const failed = members.filter((member) => !isDone(member));
  return new Map(failed.map((member) => [member, diagnosticsOf(all, member) ?? `${command} told no error:\n${all}`]));
}

function diagnosticsOf(all: string, { name }: Member): string | undefined {
  const [, ...after] = all.split(`HostMaintenanceMode (${name}):\n`);
  return after.at(-1)?.split("\n\n")[0];
}

/** VMs are started one by one. The reason why one did not start is in the log; the error only names the VM. */
function whyOf(error: string, all: string, { suffix }: Member): string {
  if (!error.includes("that ran before cannot be started")) return error;
  const lines = all.split("\n").filter((line) => line.includes(suffix) && line.includes(" did not start: "));
  return lines.join("\n");
}

/** Does it name the host, the phase and the next step, without internals? */
function isOurs(error: string): boolean {
  return /host [^ ]+, [a-z ]+.*: .*Next: /s.test(error) && !STACK_TRACE.test(error);
}

async function atTheEnd(fleet: Fleet, member: Member) {
  const { suffix, tower, before } = member;
  return wrongAtTheEnd(tower.simulator, `node-1${suffix}`, before, await fleet.receiptsOf(member));
}

/** Judged as in the fault matrix without an engine. */
export function summary({ cells, converged, failedCleanly, wrong }: MatrixResult): string {
  return `fault matrix through the engine: ${cells} cells, ${converged} converged, ${failedCleanly} failed cleanly, ${wrong.length} wrong`;
}

import type { CliResult, RunningCli } from "../../e2e/harness/cli.js";
import type { E2eSetup } from "../../e2e/harness/install.js";
import { type Wrong, wrongAtTheEnd } from "../wrongAtTheEnd.js";
import { Fleet, type Member } from "./fleet.js";
import { nameOf, type Point } from "./points.js";
import type { Stage } from "./stages.js";

export interface Kill {
  name: string;
  /** Does the engine let its verbs finish? */
  isGentle?: true;
  /** Does the provider survive for a while? */
  leavesProvider?: true;
  /** Is the machine gone too, with its journal? Another one goes on, and takes over what it finds. */
  losesMachine?: true;
  strike(run: RunningCli): Promise<void>;
}

export const KILLS: readonly Kill[] = [
  {
    name: "SIGINT once",
    isGentle: true,
    strike: interrupt,
  },
  {
    name: "SIGINT twice",
    strike: async (run) => {
      await interrupt(run);
      run.kill("SIGINT");
    },
  },
  { name: "SIGKILL of the engine alone", leavesProvider: true, strike: async (run) => run.kill("SIGKILL") },
  { name: "SIGKILL of engine and provider", strike: async (run) => run.killTree() },
  { name: "the machine is gone", losesMachine: true, strike: async (run) => run.killTree() },
];

async function interrupt(run: RunningCli): Promise<void> {
  run.kill("SIGINT");
  await run.waitForOutput(/\^C|cancel/i);
}

export interface KilledPoint {
  name: string;
  wrong: Wrong;
}

/** Kills one command while each resource is at its point, and continues as the README says. */
export async function killAt(
  setup: E2eSetup,
  stage: Stage,
  kill: Kill,
  points: readonly Point[],
): Promise<KilledPoint[]> {
  const fleet = await Fleet.open(setup, points.length);
  try {
    await stage.prepare(fleet);
    const wrong = await killed(fleet, stage, kill, points);
    const names = points.map((point) => `${stage.name}, ${kill.name}: ${nameOf(point)}`);
    return await Promise.all(
      fleet.members.map(async (member, index) => ({
        name: String(names[index]),
        wrong: await judge(fleet, member, wrong),
      })),
    );
  } finally {
    await fleet.dispose();
  }
}

/** @returns what is wrong with the whole run, or with a member by its name */
async function killed(fleet: Fleet, stage: Stage, kill: Kill, points: readonly Point[]): Promise<string[]> {
  const wrong: string[] = [];
  const { members } = fleet;
  const run = await fleet.startHeld(stage.command, points);
  await kill.strike(run);
  if (!kill.isGentle) await run.done;
  if (!kill.isGentle && !kill.leavesProvider) await gone(run);
  if (kill.losesMachine) await fleet.moveToAnotherMachine({ ifAlreadyInMaintenance: "adopt" });
  for (const { tower } of members) tower.letGo(kill.isGentle ? "at once" : "after a look at the host");
  const { all } = await run.done;
  if (kill.isGentle) {
    if (await hasPending(fleet)) wrong.push(`the engine left pending operations behind:\n${all}`);
    if (stage.command === "up") wrong.push(...notInMaintenance(fleet, "the interrupted up"));
  } else wrong.push(...(await continued(fleet, stage)));
  wrong.push(...failed(await fleet.run("destroy"), "destroy"));
  if ((await fleet.project.resources()).some(({ type }) => type.endsWith(":HostMaintenanceMode"))) {
    wrong.push("the resource is still in the state");
  }
  const survivors = await survivorsOf(run);
  if (survivors.length > 0) wrong.push(`processes that outlived it: ${survivors.join(", ")}`);
  return wrong;
}

/** The provider's connections die with it: CloudTower never gets requests that it has not received yet. */
export async function gone(run: RunningCli): Promise<void> {
  await survivorsOf(run);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** What the README says to do after the engine was killed. */
async function continued(fleet: Fleet, stage: Stage): Promise<string[]> {
  const wrong = failed(await fleet.cancel(), "cancel");
  if (stage.command === "destroy") return wrong;
  wrong.push(...failed(await fleet.run("up"), "up"), ...notInMaintenance(fleet, "up"));
  if (stage.name === "create") {
    wrong.push(...failed(await fleet.run("refresh", ["--clear-pending-creates"]), "refresh"));
  }
  if (await hasPending(fleet)) wrong.push("pending operations are left");
  return wrong;
}

function notInMaintenance({ members }: Fleet, after: string): string[] {
  return members
    .map(({ suffix, tower }) => ({ suffix, state: tower.simulator.host(`node-1${suffix}`).state }))
    .filter(({ state }) => state !== "MAINTENANCE_MODE")
    .map(({ suffix, state }) => `node-1${suffix} is ${state} after ${after}`);
}

async function hasPending(fleet: Fleet): Promise<boolean> {
  return ((await fleet.project.exportStack()).deployment.pending_operations ?? []).length > 0;
}

function failed({ code, signal, all }: CliResult, command: string): string[] {
  return code === 0 ? [] : [`${command} ended with ${signal ?? code}:\n${all}`];
}

/** What is told of the run as a whole counts for every member that it does not leave out. */
async function judge(fleet: Fleet, member: Member, ofTheRun: readonly string[]): Promise<Wrong> {
  const { suffix, tower, before } = member;
  const wrong = wrongAtTheEnd(tower.simulator, `node-1${suffix}`, before, await fleet.receiptsOf(member));
  // Lines that name hosts count for those, the rest for all.
  const others = fleet.members.filter((other) => other !== member);
  const isTheirs = (text: string) => !text.includes(suffix) && others.some((other) => text.includes(other.suffix));
  wrong.other.push(...ofTheRun.filter((text) => !isTheirs(text)));
  return wrong;
}

/** An orphaned provider ends by itself. The language host is Pulumi's, and checks for its engine every few minutes. */
async function survivorsOf(run: RunningCli, patienceMs = 10_000): Promise<string[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const left = run.survivors().filter(({ command }) => command.includes("dynamic-provider"));
    if (left.length === 0 || Date.now() > deadline) {
      return left.map(({ pid, command }) => `${pid} ${command.replaceAll("\0", " ")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

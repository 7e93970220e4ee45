import { join } from "node:path";
import type { Receipt } from "../../../provider/lifecycle/index.js";
import type { SimulatorOptions } from "../../../simulator/index.js";
import type { CliResult, RunningCli } from "../../e2e/harness/cli.js";
import type { E2eSetup } from "../../e2e/harness/install.js";
import { type Operation, openProject, type Project } from "../../e2e/harness/project.js";
import { SPEED, scenarioOf } from "../matrix/scenario.js";
import { type Places, placesOf } from "../wrongAtTheEnd.js";
import { HeldSimulator } from "./heldSimulator.js";
import type { Point } from "./points.js";
import { receiptsIn } from "./receipts.js";

/** Long for an engine that serves many on a busy machine. */
const REACH_MS = 120_000;

/** A host in its own CloudTower, so that it does not depend on the others. */
export interface Member {
  name: string;
  /** Names of hosts and VMs end in this, so that lines of output can be assigned. */
  suffix: string;
  tower: HeldSimulator;
  before: Places;
}

/** One stack with a resource for each of several CloudTowers: one engine serves them all. */
export class Fleet {
  /** What the commands printed, in order. */
  output = "";
  #machine = 0;

  private constructor(
    readonly project: Project,
    readonly members: readonly Member[],
    private readonly ownsMembers: boolean,
  ) {}

  static async open(setup: E2eSetup, size: number, options: SimulatorOptions = {}): Promise<Fleet> {
    const members = await Promise.all(Array.from({ length: size }, (_, index) => openMember(index, options)));
    return Fleet.#openFor(setup, members, {}, true);
  }

  /**
   * Several runners of the same stack and the same hosts. They have nothing else in common: each has its own home, checkout and
   * journal. The members go with the first one.
   * @param backend URL of what they keep their state in
   */
  static async openRunners(setup: E2eSetup, count: number, size: number, backend: string): Promise<Fleet[]> {
    const members = await Promise.all(Array.from({ length: size }, (_, index) => openMember(index, {})));
    const env = { PULUMI_BACKEND_URL: backend };
    const runners: Fleet[] = [];
    for (let index = 0; index < count; index += 1) {
      runners.push(await Fleet.#openFor(setup, members, env, index === 0));
    }
    const [first] = runners;
    await first?.project.must(["stack", "init", first.project.stack]);
    return runners;
  }

  static async #openFor(
    setup: E2eSetup,
    members: readonly Member[],
    extra: Record<string, string>,
    ownsMembers: boolean,
  ): Promise<Fleet> {
    const settings = members.map(({ name, tower }) => ({
      [`CLOUDTOWER_${name.toUpperCase()}_SERVER`]: tower.url,
      [`CLOUDTOWER_${name.toUpperCase()}_USER`]: "root",
      [`CLOUDTOWER_${name.toUpperCase()}_PASSWORD`]: "simulator",
    }));
    const env = Object.assign({ CLOUDTOWER_ALLOW_SHUTDOWN: "all" }, extra, ...settings);
    const project = await openProject(setup, { program: "", language: "js", env });
    const fleet = new Fleet(project, members, ownsMembers);
    project.env.CLOUDTOWER_JOURNAL_DIR = fleet.#journalDir;
    await fleet.setArguments({});
    return fleet;
  }

  /** Takes the state along, but not the journal. @param args arguments of all resources there */
  async moveToAnotherMachine(args: object): Promise<void> {
    this.#machine += 1;
    this.project.env.CLOUDTOWER_JOURNAL_DIR = this.#journalDir;
    await this.setArguments(args);
  }

  /** Arguments of all resources. */
  setArguments(args: object): Promise<void> {
    const resources = this.members.map(({ name, suffix, tower }) => [
      name,
      { hostId: tower.simulator.host(`node-1${suffix}`).id, connection: name, ...args },
    ]);
    return this.project.setProgram(`
const { HostMaintenanceMode } = require("pulumi-cloudtower");
for (const [name, args] of ${JSON.stringify(resources)}) new HostMaintenanceMode(name, args);
`);
  }

  /**
   * Starts a command and waits until each resource is held at its point. One point may be used for all.
   * @param onArmed called for each when its requests begin to count
   */
  async startHeld(
    operation: Operation,
    points: readonly Point[],
    onArmed?: (member: Member, index: number) => void,
  ): Promise<RunningCli> {
    const missing = new Set(this.members);
    const held = this.members.map(async (member, index) => {
      const isHeld = member.tower.arm(points[index % points.length]);
      onArmed?.(member, index);
      await isHeld;
      missing.delete(member);
    });
    const run = this.project.start(operation, this.#flags(operation));
    let ended = false;
    void run.done.then(({ all }) => {
      ended = true;
      this.#keep(operation, all);
    });
    const deadline = Date.now() + REACH_MS;
    const all = Promise.all(held);
    while (missing.size > 0) {
      if (ended || Date.now() > deadline) {
        run.killTree();
        await run.done;
        const names = [...missing].map(({ name }) => name).join(", ");
        throw new Error(`${names} did not come to where they were to be held up:\n${this.output}`);
      }
      await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
    return run;
  }

  async run(operation: Operation, args: readonly string[] = []): Promise<CliResult> {
    const result = await this.project.start(operation, [...this.#flags(operation), ...args]).done;
    this.#keep(operation, result.all);
    return result;
  }

  async cancel() {
    const result = await this.project.run(["cancel", "--yes", "--stack", this.project.stack]);
    this.#keep("cancel", result.all);
    return result;
  }

  /** The receipts of a member's sessions. */
  receiptsOf({ tower }: Member): Promise<Receipt[]> {
    return receiptsIn(this.#journalDir, tower.url);
  }

  async dispose(): Promise<void> {
    await this.project.dispose();
    if (this.ownsMembers) await Promise.all(this.members.map(({ tower }) => tower.close()));
  }

  get #journalDir(): string {
    return join(this.project.homeDir, `journal-${this.#machine}`);
  }

  #flags(operation: Operation): string[] {
    // A failing one must not keep the others from beginning.
    const goOn = operation === "up" || operation === "destroy" ? ["--continue-on-error"] : [];
    return ["--skip-preview", "--parallel", String(Math.max(2, this.members.length)), ...goOn];
  }

  #keep(command: string, all: string): void {
    this.output += `--- ${command}\n${all}\n`;
  }
}

async function openMember(index: number, options: SimulatorOptions): Promise<Member> {
  const suffix = `-m${index}x`;
  const tower = await HeldSimulator.open({ scenario: scenarioOf(suffix), speed: SPEED, ...options });
  return { name: `m${index}`, suffix, tower, before: placesOf(tower.simulator) };
}

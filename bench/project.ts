import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import manifest from "../package.json" with { type: "json" };
import { projectEnvironment, strippedEnvironment } from "../scripts/engine/environment.js";
import { type Engine, ensureEngine } from "../scripts/engine/index.js";
import { ownDirectory } from "../scripts/engine/ownDirectory.js";
import { type CpuOf, CpuWatch, findBelow } from "./processes.js";
import { say } from "./say.js";

/** `noop` does nothing and has equal state; `smallest` does nothing and has one input and one output. */
export type Kind = "ours" | Baseline;
export type Baseline = "noop" | "smallest";
export const BASELINES: readonly Baseline[] = ["noop", "smallest"];
export type Operation = "up" | "preview" | "refresh" | "destroy";

export interface Run {
  seconds: number;
  /** CPU time, in seconds. */
  cpu: CpuOf;
}

export interface How {
  args?: string[];
  /** Called twice a second with the provider's process, to look at it; looking costs time too. */
  watch?: (pid: number) => void;
  /** The same for the engine's process, under which all others are. */
  watchEngine?: (pid: number) => void;
}

export interface StateResource {
  type: string;
  urn: string;
  outputs: Record<string, unknown>;
}

const PACKAGES: Record<Kind, string> = {
  ours: manifest.name,
  noop: "bench-noop-tower",
  smallest: "bench-smallest-tower",
};
const checkout = join(import.meta.dirname, "..");

/** A project with the packed package and the baseline installed, and a stack for each of them. */
export class Project {
  readonly #env: NodeJS.ProcessEnv;
  readonly #stacks = new Set<string>();

  constructor(
    readonly dir: string,
    readonly engine: Engine,
  ) {
    const dirs = { home: join(dir, "home"), backend: join(dir, "backend"), engine: engine.binDir };
    this.#env = projectEnvironment(dirs);
  }

  async install(): Promise<void> {
    for (const name of ["home", "backend"]) await mkdir(join(this.dir, name));
    await execa(process.execPath, [join(checkout, "scripts", "run.mjs"), "prepare"], { stdio: ["ignore", 2, 2] });
    // Without scripts: the package is built.
    const packed = await npm(["pack", "--ignore-scripts", "--silent", "--pack-destination", this.dir], checkout);
    const tarball = packed.trim().split("\n").at(-1) ?? "";
    await writeFile(join(this.dir, "package.json"), JSON.stringify({ name: "bench", private: true, main: "index.js" }));
    const packages = [join(this.dir, tarball), `@pulumi/pulumi@${manifest.devDependencies["@pulumi/pulumi"]}`];
    await npm(["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", ...packages], this.dir);
    for (const kind of BASELINES) {
      await cp(join(import.meta.dirname, kind), join(this.dir, "node_modules", PACKAGES[kind]), { recursive: true });
    }
    const runtime = { name: "nodejs", options: { typescript: false } };
    await writeFile(join(this.dir, "Pulumi.yaml"), JSON.stringify({ name: "bench", runtime }));
    await writeFile(join(this.dir, "index.js"), PROGRAM);
  }

  /** Names the hosts of the next runs. */
  async setHosts(ids: readonly string[]): Promise<void> {
    await writeFile(join(this.dir, "hosts.json"), JSON.stringify(ids));
  }

  /** Runs an operation and measures it; `env` reaches the program and the provider. */
  async run(kind: Kind, operation: Operation, env: NodeJS.ProcessEnv, how: How = {}): Promise<Run> {
    const environment = { ...this.#env, ...env, BENCH_PACKAGE: PACKAGES[kind] };
    if (!this.#stacks.has(kind)) {
      await this.#pulumi(["stack", "init", kind], environment);
      this.#stacks.add(kind);
    }
    const consent = operation === "preview" ? [] : ["--yes", "--skip-preview"];
    const start = performance.now();
    const child = this.#pulumi([operation, ...consent, "--stack", kind, ...(how.args ?? [])], environment);
    const cpu = new CpuWatch(child.pid ?? 0);
    const watch = setInterval(() => {
      if (how.watch) findBelow(child.pid ?? 0, "dynamic-provider").forEach(how.watch);
      how.watchEngine?.(child.pid ?? 0);
    }, 500);
    try {
      await child;
    } finally {
      clearInterval(watch);
      cpu.stop();
    }
    return { seconds: (performance.now() - start) / 1000, cpu: cpu.total };
  }

  /** Runs a script with Node in the project's directory and gives what it prints. */
  async node(script: string, env: NodeJS.ProcessEnv): Promise<string> {
    const environment = { ...this.#env, ...env };
    const { stdout } = await execa(process.execPath, [script], { cwd: this.dir, env: environment, extendEnv: false });
    return stdout;
  }

  /** The hosts' resources in the state, as the backend writes it, in the order of the hosts. */
  async resources(kind: Kind): Promise<StateResource[]> {
    const file = join(this.dir, "backend", ".pulumi", "stacks", "bench", `${kind}.json`);
    const { checkpoint } = JSON.parse(await readFile(file, "utf8"));
    const resources: StateResource[] = checkpoint.latest?.resources ?? [];
    return resources
      .filter(({ type }) => type.endsWith(":HostMaintenanceMode"))
      .sort((a, b) => a.urn.localeCompare(b.urn));
  }

  /** Bytes of each of them. */
  async stateBytes(kind: Kind): Promise<number[]> {
    return (await this.resources(kind)).map((resource) => Buffer.byteLength(JSON.stringify(resource)));
  }

  #pulumi(args: string[], env: NodeJS.ProcessEnv) {
    const all = [...args, "--non-interactive", "--color", "never"];
    return execa(this.engine.pulumi, all, { cwd: this.dir, env, extendEnv: false, all: true });
  }
}

/** Runs something with the packed package installed in a project of its own, which is gone afterwards. */
export async function withProject(run: (project: Project) => Promise<void>): Promise<void> {
  const engine = await ensureEngine();
  const dir = await ownDirectory("bench-");
  try {
    say("installing the packed package and the baseline into a project of their own");
    const project = new Project(dir, engine);
    await project.install();
    await run(project);
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const PROGRAM = `
const { HostMaintenanceMode, RollingMaintenance } = require(process.env.BENCH_PACKAGE);
const { BENCH_ROLLING } = process.env;
if (BENCH_ROLLING) new RollingMaintenance("all", { clusters: JSON.parse(BENCH_ROLLING), run: "true" });
const ids = BENCH_ROLLING ? [] : JSON.parse(require("fs").readFileSync(__dirname + "/hosts.json", "utf8"));
ids.forEach((hostId, index) => new HostMaintenanceMode("host-" + String(index).padStart(4, "0"), { hostId }));
`;

async function npm(args: string[], cwd: string): Promise<string> {
  const script = process.env.npm_execpath;
  const [file, first] = script && /npm-cli\.c?js$/.test(script) ? [process.execPath, [script]] : ["npm", []];
  const { stdout } = await execa(file, [...first, ...args], { cwd, env: strippedEnvironment(), extendEnv: false });
  return stdout;
}

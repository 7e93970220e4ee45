import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { commandIn } from "../../provider/commands";
import { inTurn } from "../../provider/frontends/hostLock";
import { FileStore } from "../../provider/journal";
import { FileNotes } from "../../provider/journal/runNotes";
import { perform, type RunContext, type RunPlan, type RunRecord, RunStopped, undo } from "../../provider/runs";
import type { SimulatorOptions } from "../../simulator";
import { openLifecycle } from "../shared/openLifecycle";

const OWNER = "project/stack/HostMaintenanceRun$name";

/** Runs on a simulator, with real commands. */
export async function openRuns(options: SimulatorOptions = {}) {
  const lab = await openLifecycle(options);
  const directory = await mkdtemp(join(tmpdir(), "runs-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  let machines = 0;

  /** A machine with a disk of its own. */
  const machine = (owner = OWNER): RunContext => {
    machines += 1;
    const disk = join(directory, `machine-${machines}`);
    return {
      context: { ...lab.context, facts: new FileStore(disk, owner) },
      notes: new FileNotes(disk, owner),
      machine: `machine-${machines}`,
      environment: { PATH: process.env.PATH ?? "" },
      inTurn: (cluster, wait, work) => inTurn(`test ${machines} ${cluster}`, work, wait),
    };
  };

  const plan = (run: string, change: Partial<RunPlan> = {}, host = "node-1"): RunPlan => ({
    request: lab.request(host),
    run,
    reboot: false,
    triggers: [],
    onFailure: "stay",
    ifInterrupted: "ask",
    alerts: "ignore",
    environment: {},
    directory,
    limits: { runMs: 3_600_000, verifyMs: 600_000, rebootMs: 2_700_000 },
    ...change,
  });

  return {
    ...lab,
    machine,
    plan,
    directory,
    perform: (outer: RunContext, what: RunPlan, inState?: RunRecord) =>
      perform(inState ? "update" : "create", outer, what, inState),
    undo,
    /** The lines of a file that commands have written. */
    lines: async (name: string): Promise<string[]> => {
      const text = await readFile(join(directory, name), "utf8").catch(() => "");
      return text.split("\n").filter(Boolean);
    },
    stateOf: (host = "node-1") => lab.simulator.host(host, "east").session?.state ?? "never",
    /** Resolves when no command of any machine runs any more. */
    isQuiet: async () => {
      for (const name of await readdir(directory)) {
        const commands = (await readdir(join(directory, name)).catch(() => [])).filter((one) =>
          one.endsWith(".commands"),
        );
        for (const one of commands) {
          for (const record of await readdir(join(directory, name, one))) {
            const at = join(directory, name, one, record);
            while ((await commandIn(at)).is === "running") await new Promise((resolve) => setTimeout(resolve, 10));
          }
        }
      }
    },
    /** Every VM, with its place and power. */
    places: () => lab.simulator.snapshot().vms.map(({ localId, hostName, power }) => ({ localId, hostName, power })),
  };
}

export type Runs = Awaited<ReturnType<typeof openRuns>>;

/** The run that stopped. */
export async function stopOf(running: Promise<unknown>): Promise<RunStopped> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RunStopped) return error;
  throw new Error(`the run did not stop as it should: ${error === undefined ? "it is done" : String(error)}`);
}

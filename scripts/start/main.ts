// `npm start`: a guided tour on the built-in simulator with the real engine: preview, refusal, entry, exit.

import { constants } from "node:os";
import { type Simulator, startSimulator } from "../../simulator/index.js";
import { say as tell } from "../bootstrap/progress.mjs";
import { ensureEngine } from "../engine/index.js";
import { placesOf, showPlaces, type VmPlace } from "./places.js";
import { type DemoStack, openStack } from "./stack.js";

const HOST = "node-1";
const CLUSTER = "east";
/** The VMs of that host that cannot migrate: one has a GPU of the host, one is bound to it by a placement rule. */
const CANNOT_MIGRATE = "gpu-train-01,license-01";
/** How much faster than a real cluster the simulator works: a newcomer is here to see, not to wait. */
const SPEED = 4;

async function main(): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason));
  });
  let isReady = false;
  try {
    // Fetching an engine may take minutes. One that is fetched in part is never used.
    const engine = await Promise.race([ensureEngine(), stopped]);
    isReady = true;
    return await tour(engine.binDir, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    tell(isReady ? "\nStopped; nothing of this run is left." : "\nStopped.");
    // What fetches an engine is still at work.
    process.exit(128 + constants.signals.SIGINT);
  }
}

async function tour(engineBin: string, stop: AbortSignal): Promise<number> {
  const simulator = await startSimulator({ speed: SPEED });
  const { clusters, hosts, vms } = simulator.snapshot();
  say(
    `A simulated CloudTower is at ${simulator.url}: ${clusters.length} clusters, ${hosts.length} hosts, ${vms.length} VMs.\nOpen that address in a browser to watch the VMs move.`,
  );
  try {
    const stack = await openStack(
      engineBin,
      { CLOUDTOWER_SERVER: simulator.url, CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: "simulator" },
      stop,
    );
    try {
      return await walk(simulator, stack);
    } finally {
      await stack.close();
    }
  } finally {
    await simulator.close();
  }
}

/** The steps of the tour. */
async function walk(simulator: Simulator, stack: DemoStack): Promise<number> {
  const before = placesOf(simulator.snapshot(), HOST, CLUSTER);
  say(`The job: put host ${HOST} of cluster ${CLUSTER} into maintenance, and take it out again.`);
  await stack.config({ hostName: HOST, cluster: CLUSTER, reason: "replace DIMM A2" });

  step(
    1,
    "pulumi preview",
    "asks CloudTower what pulumi up would do, and changes nothing. The warning below says that, and names the VMs.",
  );
  await stack.mustRun("preview");

  step(
    2,
    "pulumi up",
    "will be refused, on purpose: two VMs cannot migrate, and without your consent no VM is shut down.",
  );
  const refused = await stack.run("up", "--yes", "--skip-preview");
  if (refused === 0 || isTouched(before, simulator.snapshot())) {
    say("This run should have been refused with nothing touched, and was not. Please report it.");
    return 1;
  }
  say(`As expected: the error above is the refusal. Host ${HOST} is still in use, and its VMs are as they were.`);

  step(
    3,
    `pulumi config set allowShutdown ${CANNOT_MIGRATE} && pulumi up`,
    "you agree that these two are shut down, and the host enters maintenance. (In a program of your own, this is the\n   argument allowShutdown; the program here takes it from the config of the stack.)",
  );
  await stack.config({ allowShutdown: CANNOT_MIGRATE });
  await stack.mustRun("up", "--yes", "--skip-preview");
  const during = simulator.snapshot();
  say(`Host ${HOST} is now: ${stateOf(during)}. Where its VMs went:`);
  showPlaces(before, during);

  step(4, "pulumi destroy", "the work on the host is done: it leaves maintenance, and its VMs come back.");
  await stack.mustRun("destroy", "--yes", "--skip-preview");
  const after = simulator.snapshot();
  say(`Host ${HOST} is now: ${stateOf(after)}. Where its VMs are:`);
  return report(before, showPlaces(before, after));

  function isTouched(places: readonly VmPlace[], snapshot: ReturnType<typeof simulator.snapshot>): boolean {
    const isAsBefore = JSON.stringify(placesOf(snapshot, HOST, CLUSTER)) === JSON.stringify(places);
    return !isAsBefore || stateOf(snapshot) !== "IN_USE";
  }

  function stateOf(snapshot: ReturnType<typeof simulator.snapshot>): string {
    const cluster = snapshot.clusters.find((candidate) => candidate.name === CLUSTER);
    const host = snapshot.hosts.find((candidate) => candidate.name === HOST && candidate.clusterId === cluster?.id);
    return host?.session?.state ?? "IN_USE";
  }
}

function report(before: VmPlace[], away: VmPlace[]): number {
  if (away.length > 0) {
    say(`NOT back where they were: ${away.map((vm) => vm.name).join(", ")}`);
    return 1;
  }
  say(
    `All ${before.length} VMs are back where they were. Your own CloudTower: see "Use it on a real CloudTower" in README.md.`,
  );
  return 0;
}

/** What is run, as a user would type it, and why. */
function step(number: number, command: string, why: string): void {
  say(`── Step ${number} of 4: ${command}\n   ${why}\n`);
}

function say(text: string): void {
  console.log(`\n${text}`);
}

process.exitCode = await main();

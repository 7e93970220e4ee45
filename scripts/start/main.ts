// `npm start`: the main job on the built-in simulator, through the real engine, from preview to destroy.

import { startSimulator } from "../../simulator/index.js";
import { ensureEngine } from "../engine/index.js";
import { placesOf, showPlaces, type VmPlace } from "./places.js";
import { openStack } from "./stack.js";

const HOST = "node-1";
const CLUSTER = "east";
/** How much faster than a real cluster the simulator works: a newcomer is here to see, not to wait. */
const SPEED = 4;

async function main(): Promise<number> {
  const engine = await ensureEngine();
  const simulator = await startSimulator({ speed: SPEED });
  const { clusters, hosts, vms } = simulator.snapshot();
  const stack = await openStack(engine.binDir, {
    CLOUDTOWER_SERVER: simulator.url,
    CLOUDTOWER_USER: "root",
    CLOUDTOWER_PASSWORD: "simulator",
  });
  try {
    const before = placesOf(simulator.snapshot(), HOST, CLUSTER);
    say(
      `A simulated CloudTower is at ${simulator.url}: ${clusters.length} clusters, ${hosts.length} hosts, ${vms.length} VMs.`,
    );
    say(`The job: put host ${HOST} of cluster ${CLUSTER} into maintenance, and take it out again.`);
    await stack.config({ hostName: HOST, cluster: CLUSTER, reason: "replace DIMM A2" });

    say("1. pulumi preview: what would happen, and nothing happens");
    await stack.run("preview");
    say("2. pulumi up: the host enters maintenance");
    await stack.run("up", "--yes", "--skip-preview");
    const during = simulator.snapshot();
    say(`Host ${HOST} is now: ${stateOf(during)}. Where its VMs went:`);
    showPlaces(before, during);

    say("3. pulumi destroy: the host leaves maintenance, and its VMs come back");
    await stack.run("destroy", "--yes", "--skip-preview");
    const after = simulator.snapshot();
    say(`Host ${HOST} is now: ${stateOf(after)}. Where its VMs are:`);
    return report(before, showPlaces(before, after));
  } finally {
    await stack.close();
    await simulator.close();
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

function say(text: string): void {
  console.log(`\n${text}`);
}

process.exitCode = await main();

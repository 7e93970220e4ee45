import { type Figure, value } from "../figures.js";
import type { Part } from "../part.js";
import { say } from "../say.js";
import { scenario } from "../scenario.js";
import { settings, startSimulatorProcess } from "../simulatorProcess.js";

const VMS = [0, 20, 150];
const HOSTS = 50;

/** What the lists of VMs cost in the state, and what the engine costs without them. */
export const state: Part = {
  name: "bytes of state, and the engine's own time with them",
  why: `the engine writes the whole state after each of ${HOSTS} hosts`,
  async run({ project, dir }) {
    const simulator = await startSimulatorProcess(dir, scenario(VMS));
    const figures: Figure[] = [];
    try {
      await project.setHosts(await simulator.hostIds());
      await project.run("ours", "up", settings(simulator.url));
      const bytes = await project.stateBytes("ours");
      await project.run("ours", "destroy", settings(simulator.url));
      for (const [at, vms] of VMS.entries()) {
        say(`  ${vms} VMs a host`);
        const env = { ...settings(simulator.url), BENCH_VMS: String(vms) };
        await project.setHosts(Array.from({ length: HOSTS }, (_, index) => `host-id-000000000000-${index}`));
        const up = await project.run("noop", "up", env);
        const destroy = await project.run("noop", "destroy", env);
        figures.push(
          value(`bytes of state a host, ${vms} VMs`, bytes[at] ?? 0, "B", undefined, perVm(bytes[0], bytes[at], vms)),
          ...Object.entries({ up, destroy }).map(([command, run]) =>
            value(
              `engine's own time a host with such lists, ${vms} VMs (${command} of ${HOSTS})`,
              (run.seconds / HOSTS) * 1000,
              "ms",
              undefined,
              "is one: the do-nothing resource",
            ),
          ),
        );
      }
      return figures;
    } finally {
      await simulator.close();
    }
  },
};

/** What each VM adds to a host without any. */
function perVm(none: number | undefined, bytes: number | undefined, vms: number): string {
  const added = (bytes ?? 0) - (none ?? 0);
  return vms === 0 ? "" : `${Math.round(added / vms)} B a VM beyond 0 VMs`;
}

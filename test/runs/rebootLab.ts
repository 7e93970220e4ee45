import type { RequesterOptions } from "../../provider/cloudtower";
import { type RebootNote, type RebootOptions, reboot } from "../../provider/runs/reboot";
import type { SimulatorOptions } from "../../simulator";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";

export const MINUTE_MS = 60_000;
/** How long the reboots of these tests may take. */
export const LIMIT_MS = 4 * MINUTE_MS;

export interface RebootLab extends SimulatedLifecycle {
  host: { id: string; name: string };
  /** All notes that were written, in order; undefined: it was taken back. */
  written: (RebootNote | undefined)[];
  /** Reboots node-1, in a run that keeps its note in {@link written}. */
  reboot(change?: Partial<RebootOptions>): Promise<RebootNote>;
  /** The same in a process that is killed when this note is written. */
  killedAt(isLast: (note: RebootNote | undefined) => boolean, change?: Partial<RebootOptions>): Promise<unknown>;
  /** How many calls have reached the simulator, whatever it did with them. */
  calls(): number;
  /** How often the host went down, whoever had asked for it. */
  boots(): number;
  /** Does this after so long, by the clock of the simulator. */
  after(ms: number, act: () => void): void;
}

/** Node-1 of the scenario "reboot", in maintenance. */
export async function openReboot(
  options: SimulatorOptions = {},
  client: Partial<RequesterOptions> = {},
): Promise<RebootLab> {
  const lab = await openLifecycle({ scenario: "reboot", ...options }, client);
  const { simulator, clock, context } = lab;
  simulator.operator.enter("east/node-1", { atOnce: true });
  const { id, name } = simulator.host("node-1", "east");
  const host = { id, name };
  // Loads what the client loads at its first request, during which the clock would jump to what a test does later.
  await lab.cloudTower.host(id);
  const written: RebootLab["written"] = [];
  const write = async (note: RebootNote | undefined) => void written.push(note);
  const reboots = () => simulator.snapshot().tasks.filter(({ description }) => description === "Reboot host node-1");
  // A call that was done at once has no task.
  const atOnce = () => simulator.mutations.filter((one) => one.operation === "OperateHostPower" && one.taskId === null);
  return {
    ...lab,
    host,
    written,
    reboot: (change) => reboot(context, host, { note: written.at(-1), write, limitMs: LIMIT_MS, ...change }),
    killedAt: (isLast, change) => {
      const kill = new AbortController();
      const dying = async (note: RebootNote | undefined) => {
        written.push(note);
        if (isLast(note)) kill.abort(new Error("killed"));
      };
      const options = { note: written.at(-1), write: dying, limitMs: LIMIT_MS, ...change };
      return reboot({ ...context, signal: kill.signal }, host, options).catch((error: unknown) => error);
    },
    calls: () => simulator.requests.filter(({ operation }) => operation === "OperateHostPower").length,
    boots: () =>
      atOnce().length +
      reboots().filter(({ status, error }) => status === "SUCCESSED" || error?.includes("come back")).length,
    after: (ms, act) => void clock.sleep(ms).then(act),
  };
}

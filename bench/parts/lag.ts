import { systemClock } from "../../provider/clock.js";
import { CloudTower } from "../../provider/cloudtower/index.js";
import type { QuirkSettings } from "../../simulator/index.js";
import { startLifecycle } from "../../test/shared/simulatedLifecycle.js";
import { type Figure, value } from "../figures.js";
import type { Part } from "../part.js";
import { say } from "../say.js";
import { hostName, scenario, times } from "../scenario.js";
import { startSimulatorProcess } from "../simulatorProcess.js";
import { median, short } from "../statistics.js";

const SHORT_S = [2, 30];
const LONG_S = 600;
const CLIENTS = 20;
const LONG_TASKS = 20;
const NEVER_OVER_S = 5;

/** How long after a task's end on the server the client notices it. */
export const lag: Part = {
  name: "lag behind a task's end",
  why: "tasks of 30 s are waited for by the real clock",
  async run({ dir }) {
    const figures: Figure[] = [];
    for (const seconds of SHORT_S) {
      say(`  ${CLIENTS} clients, each with a task of ${seconds} s`);
      const lags = await realLags(dir, seconds);
      figures.push(...rows(`${seconds} s, real clock, ${CLIENTS} clients`, lags, 0.5));
    }
    say(`  ${LONG_TASKS} tasks of ${LONG_S} s on a virtual clock`);
    figures.push(...rows(`10 min, virtual clock, ${LONG_TASKS} tasks`, await virtualLags({}), LONG_S * 0.02));
    const silent = await virtualLags({ tasksSilent: true });
    figures.push(...rows(`10 min that tell no progress, virtual clock, ${LONG_TASKS} tasks`, silent, LONG_S * 0.02));
    return figures;
  },
};

function rows(of: string, lags: number[], most: number): Figure[] {
  const spread = `${short(Math.min(...lags))}–${short(Math.max(...lags))} s`;
  return [
    value(`median lag behind tasks of ${of}`, median(lags), "s", most, spread),
    value(`greatest lag behind tasks of ${of}`, Math.max(...lags), "s", NEVER_OVER_S),
  ];
}

/** Separate clients, so that no poll of one serves another. The task is assumed to begin when its request is sent. */
async function realLags(dir: string, seconds: number): Promise<number[]> {
  const timings = { pending: 0, precheck: seconds * 1000 };
  const simulator = await startSimulatorProcess(dir, scenario(times(CLIENTS, 1), { timings }), 1);
  try {
    const ids = await simulator.hostIds();
    return await Promise.all(
      ids.map(async (id) => {
        const credentials = { username: "root", password: "simulator", source: "LOCAL" as const };
        const client = new CloudTower({ server: simulator.url, credentials, clock: systemClock });
        // So that the client is logged in and everything is loaded.
        await client.host(id);
        const start = Date.now();
        const task = await client.startPrecheck(id);
        await client.waitForTask(task, { deadline: start + 600_000 });
        return (Date.now() - start) / 1000 - seconds;
      }),
    );
  } finally {
    await simulator.close();
  }
}

async function virtualLags(quirks: QuirkSettings): Promise<number[]> {
  const timings = { pending: 0, precheck: LONG_S * 1000 };
  const { clock, simulator, cloudTower } = await startLifecycle({ scenario: scenario([1], { timings, quirks }) });
  try {
    const host = simulator.host(hostName(0));
    const lags: number[] = [];
    for (let count = 0; count < LONG_TASKS; count += 1) {
      const start = clock.now();
      const task = await cloudTower.startPrecheck(host.id);
      await cloudTower.waitForTask(task, { deadline: start + 3_600_000 });
      lags.push((clock.now() - start) / 1000 - LONG_S);
    }
    return lags;
  } finally {
    await simulator.close();
  }
}

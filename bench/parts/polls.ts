import { type SimulatedLifecycle, startLifecycle } from "../../test/shared/simulatedLifecycle.js";
import { type Figure, ratio } from "../figures.js";
import type { Part } from "../part.js";
import { say } from "../say.js";
import { hostName, scenario, times } from "../scenario.js";

const TASK_S = 600;
const NAIVE_S = 5;

/** Requests for tasks of ten minutes, compared with a client that polls each of its tasks every five seconds. */
export const polls: Part = {
  name: "get-tasks requests for tasks of ten minutes",
  why: "ten minutes pass at once on a virtual clock, and every request in them is really sent",
  async run() {
    say("  one task");
    const one = await withLifecycle(1, waitForAll);
    const naive = await withLifecycle(1, pollEach);
    say("  a thousand tasks at once");
    const thousand = await withLifecycle(1000, waitForAll);
    const computed = `get-tasks requests, 1,000 tasks in parallel (virtual clock; baseline: 1,000 × that of one)`;
    return [
      ratio("get-tasks requests, 1 task (virtual clock; baseline: every 5 s)", [one], [naive], ""),
      atMost(ratio(computed, [thousand], [1000 * naive], ""), thousand / (1000 * naive), 1 / 50),
    ];
  },
};

function atMost(figure: Figure, share: number, most: number): Figure {
  return { ...figure, result: `1/${Math.round(1 / share)}`, aim: `≤ 1/${Math.round(1 / most)}`, met: share <= most };
}

/** The number of get-tasks requests that `wait` needs for the tasks of all hosts. */
async function withLifecycle(
  hosts: number,
  wait: (lab: SimulatedLifecycle, tasks: string[]) => Promise<void>,
): Promise<number> {
  const timings = { pending: 0, precheck: TASK_S * 1000 };
  const lab = await startLifecycle({ scenario: scenario(times(hosts, 1), { timings }) });
  try {
    const names = Array.from({ length: hosts }, (_, index) => hostName(index));
    const ids = new Map(lab.simulator.snapshot().hosts.map(({ name, id }) => [name, id]));
    const starts = names.map((name) => lab.cloudTower.startPrecheck(ids.get(name) ?? ""));
    await wait(lab, await Promise.all(starts));
    return lab.simulator.requests.filter(({ operation }) => operation === "GetTasks").length;
  } finally {
    await lab.simulator.close();
  }
}

async function waitForAll({ clock, cloudTower }: SimulatedLifecycle, tasks: string[]): Promise<void> {
  const deadline = clock.now() + 3_600_000;
  await Promise.all(tasks.map((task) => cloudTower.waitForTask(task, { deadline })));
}

async function pollEach({ clock, cloudTower }: SimulatedLifecycle, tasks: string[]): Promise<void> {
  const follow = async (id: string) => {
    for (;;) {
      const [task] = await cloudTower.tasks([id]);
      if (task?.status === "SUCCESSED" || task?.status === "FAILED") return;
      await clock.sleep(NAIVE_S * 1000);
    }
  };
  await Promise.all(tasks.map(follow));
}

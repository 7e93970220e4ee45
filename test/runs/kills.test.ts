// A run that is killed at each of its moments, and gone on with as its errors say: on the same machine, and on one that knows nothing.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { perform, type RunPlan, type RunRecord, undo } from "../../provider/runs";
import { placesOf, wrongAtTheEnd } from "../reliability/wrongAtTheEnd";
import { endOf, type Process, processOn, stateAfter } from "./killLab";
import { openRuns, type Runs } from "./runLab";

/** Each attempt and each end leaves a line, in the order in which they come. */
const RUN = 'echo "begin" >> ran; if [ -e "$FIXED" ]; then echo "done" >> ran; else echo "failed" >> ran; exit 1; fi';

interface Story {
  name: string;
  change: Partial<RunPlan>;
  /** What happens before, in a process that is not killed. */
  before?: "a run that failed";
  verb: "perform" | "undo";
  isFixed: boolean;
}

const STORIES: Story[] = [
  { name: "create", change: { reboot: true, verify: "echo verified >> ran" }, verb: "perform", isFixed: true },
  { name: "create with onFailure: exit", change: { onFailure: "exit" }, verb: "perform", isFixed: false },
  {
    name: "update of a run that failed",
    change: { reboot: true },
    before: "a run that failed",
    verb: "perform",
    isFixed: true,
  },
  { name: "destroy of a run that failed", change: {}, before: "a run that failed", verb: "undo", isFixed: true },
];

const SAMPLE = 4;

/** A reboot that nobody has seen is watched for so long, second by second. */
const LIMITS = { runMs: 3_600_000, verifyMs: 600_000, rebootMs: 300_000 };

interface Tried {
  moments: string[];
  told: string[];
  wrong: string[];
}

/** @param where the next command is given, if this one is killed */
async function tried(story: Story, killAt?: string, where: "here" | "elsewhere" = "here"): Promise<Tried> {
  const lab = await openRuns({ scenario: "reboot" });
  const before = placesOf(lab.simulator);
  const here = join(lab.directory, "here");
  const fixed = join(lab.directory, "fixed");
  const plan = lab.plan(RUN, { environment: { FIXED: fixed }, limits: LIMITS, ...story.change });
  const told: string[] = [];
  const processes: Process[] = [];
  const open = (disk: string, at?: string) => {
    const process = processOn(lab, disk, at);
    processes.push(process);
    return process;
  };
  const fix = () => writeFile(fixed, "");
  await mkdir(here);

  let state: RunRecord | undefined;
  if (story.before) {
    const process = open(here);
    state = stateAfter(await endOf(process, perform("create", process.outer, plan, undefined)), undefined);
  }
  if (story.isFixed) await fix();
  const process = open(here, killAt);
  const verb: Promise<RunRecord | undefined> =
    story.verb === "undo"
      ? undo(process.outer, plan, state as RunRecord).then(() => undefined)
      : perform(state ? "update" : "create", process.outer, plan, state);
  const ended = await endOf(process, verb);
  if (killAt !== undefined && ended !== "killed") throw new Error(`it did not come to ${killAt}: ${String(ended)}`);
  if (ended instanceof Error) told.push(ended.message);
  const wasTold = told.length;
  state = stateAfter(ended, state);
  await lab.isQuiet();
  await fix();
  const disk = where === "here" ? here : join(lab.directory, "elsewhere");
  const isUndone = story.verb === "undo" && ended !== "killed";
  if (story.verb === "undo" && !isUndone) {
    const next = open(disk);
    const again = await endOf(next, undo(next.outer, plan, state as RunRecord));
    if (again instanceof Error) told.push(again.message);
  } else if (!isUndone && state?.phase !== "done") await goOn(lab, open, disk, plan, state, told);
  const receipts = processes.flatMap(({ journal }) => journal.receipts);
  const isBlind = where === "elsewhere";
  const { lost, doubled, other } = wrongAtTheEnd(lab.simulator, "node-1", before, receipts, {
    isBlind,
    told: lab.told,
  });
  const asked = told.slice(wasTold).filter((text) => /ifInterrupted|adopt/.test(text));
  const wrong = [...lost, ...doubled, ...other, ...(await wrongRuns(lab, story, isBlind)), ...doubledReboots(lab)];
  // Nobody has seen whether a reboot took place that was noted and not seen: that is asked, and nothing else.
  const others = told.slice(wasTold).filter((text) => !asked.includes(text) && !/while pulumi up watches/.test(text));
  wrong.push(...[...others, ...(isBlind ? [] : asked)].map((text) => `not gone on with: ${text}`));
  return { moments: process.moments, told, wrong };
}

/** Does what each error says, until the run is done. */
async function goOn(
  lab: Runs,
  open: (disk: string) => Process,
  disk: string,
  plan: RunPlan,
  before: RunRecord | undefined,
  told: string[],
): Promise<void> {
  let state = before;
  let now = plan;
  for (let tries = 0; tries < 6; tries += 1) {
    const process = open(disk);
    const ended = await endOf(process, perform(state ? "update" : "create", process.outer, now, state));
    state = stateAfter(ended, state);
    if (!(ended instanceof Error)) return;
    told.push(ended.message);
    if (ended.message.includes("reboot it in CloudTower while pulumi up watches")) {
      void lab.clock.sleep(60_000).then(() => lab.simulator.operator.restartHost("node-1"));
    } else if (ended.message.includes('ifInterrupted: "rerun"')) now = { ...now, ifInterrupted: "rerun" };
    else if (ended.message.includes('ifAlreadyInMaintenance: "adopt"'))
      now = { ...now, request: { ...now.request, ifAlreadyInMaintenance: "adopt" } };
    else throw ended;
  }
  throw new Error(`it is never done: ${told.join("\n")}`);
}

/** @param isBlind the next machine could not know that the command was done */
async function wrongRuns(lab: Runs, story: Story, isBlind: boolean): Promise<string[]> {
  const lines = (await lab.lines("ran")).filter((line) => line !== "verified");
  const text = lines.join(" ");
  const wrong: string[] = [];
  if (!/^(begin (done|failed) ?)*$/.test(text)) wrong.push(`two at once: ${text}`);
  const done = lines.filter((line) => line === "done").length;
  const wanted = story.verb === "undo" ? 0 : 1;
  if (isBlind ? done > 2 || done < wanted : done !== wanted) wrong.push(`done ${done} times: ${text}`);
  return wrong;
}

function doubledReboots(lab: Runs): string[] {
  let ofSession = 0;
  return lab.simulator.mutations.flatMap(({ operation }) => {
    if (operation === "EnterMaintenanceMode") ofSession = 0;
    if (operation !== "OperateHostPower") return [];
    ofSession += 1;
    return ofSession > 1 ? ["two reboots in one session"] : [];
  });
}

/** Of moments that are repeated, the first; of all those a sample, unless RUN_KILLS=all. */
function sampleOf(moments: readonly string[], at: number): string[] {
  const firsts = moments.filter((moment) => moment.endsWith(" 0"));
  const step = process.env.RUN_KILLS === "all" ? 1 : Math.ceil(firsts.length / SAMPLE);
  return firsts.filter((_, index) => index % step === at % step);
}

describe.each(STORIES.map((story, index) => ({ ...story, index })))("killed during $name", ({ index, ...story }) => {
  it.each(["here", "elsewhere"] as const)(
    "at each moment, and gone on with %s",
    async (where) => {
      const { moments } = await tried(story);
      // Other ones in each story, so that together they come to all stages.
      const sample = sampleOf(moments, where === "here" ? index : index + 3);
      const wrong: string[] = [];
      for (const moment of sample) {
        const result = await tried(story, moment, where).catch((error: Error) => ({ wrong: [error.stack ?? ""] }));
        wrong.push(...result.wrong.map((what) => `${moment}: ${what}`));
      }
      console.log(`${story.name}, ${where}: ${sample.length} kills`);
      expect(wrong).toEqual([]);
    },
    1_800_000,
  );
});

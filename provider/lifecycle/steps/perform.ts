import type { Seen, Situation } from "../situation/situate";
import { isSeen, type Step } from "../situation/table";
import type { Outcome, Work } from "../situation/work";
import { adopt, forget } from "./adopt";
import { complete } from "./complete";
import { enter } from "./enter";
import { exit } from "./exit";
import { follow, pause, wait } from "./follow";
import { giveBack } from "./giveBack";
import { end, finish, keep, leave, markForeign, refresh } from "./keep";
import { lookAfter } from "./lookAfter";
import { recognize } from "./recognize";
import { refuse, tell } from "./refuse";

/** Steps that need the host to be shown. */
const SEEN_STEPS = {
  enter,
  adopt,
  recognize,
  follow,
  complete,
  forget,
  exit,
  "look after": lookAfter,
  "give back": giveBack,
  leave,
  wait,
  pause,
  refresh,
  "mark foreign": markForeign,
  end,
  tell,
} satisfies Partial<Record<Step, (work: Work, seen: Seen) => Promise<Outcome>>>;

/** Performs one step. */
export async function perform(step: Step, work: Work, situation: Situation): Promise<Outcome> {
  if (step === "keep") return keep(work, situation);
  if (step === "refuse") return refuse(work, situation);
  if (step === "finish") return finish(work);
  if (!isSeen(situation)) throw new Error(`the table says ${step} where the host is ${situation.is}`);
  return SEEN_STEPS[step](work, situation);
}

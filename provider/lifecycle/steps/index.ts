import type { Outcome, Work } from "../situation/evidence";
import type { Seen, Situation } from "../situation/situate";
import { isSeen, type Step } from "../situation/table";
import { adopt, forget } from "./adopt";
import { complete } from "./complete";
import { enter } from "./enter";
import { exit } from "./exit";
import { follow, wait } from "./follow";
import { giveBack } from "./giveBack";
import { end, finish, keep, leave, markForeign, refresh } from "./keep";
import { pause } from "./pause";
import { refuse, tell } from "./refuse";

/** Steps that make sense only where the host is shown. */
const SEEN_STEPS = {
  enter,
  adopt,
  follow,
  complete,
  forget,
  exit,
  "give back": giveBack,
  leave,
  wait,
  pause,
  refresh,
  "mark foreign": markForeign,
  end,
  tell,
} satisfies Partial<Record<Step, (work: Work, seen: Seen) => Promise<Outcome>>>;

/** Performs a step. */
export async function perform(step: Step, work: Work, situation: Situation): Promise<Outcome> {
  if (step === "keep") return keep(work, situation);
  if (step === "refuse") return refuse(work, situation);
  if (step === "finish") return finish(work);
  if (!isSeen(situation)) throw new Error(`the table says ${step} where the host is ${situation.is}`);
  return SEEN_STEPS[step](work, situation);
}

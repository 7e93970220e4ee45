import type { Context } from "./context";
import { exitOf, latest } from "./session/facts";
import { Known } from "./session/known";
import type { SessionRecord } from "./session/record";
import { gather } from "./situation/gather";
import { type Situation, situate } from "./situation/situate";
import { begin, namesOfTower, type Work } from "./situation/work";

/** How a host stands now, by the evidence that every verb uses. */
export interface Look {
  situation: Situation;
  /** Our session: the one that was given, or a later one that only the facts have. */
  record: SessionRecord | undefined;
  /** Was an exit of it submitted, which may still be under way? */
  hasBegunExit: boolean;
  work: Work;
}

/** Looks at a host and a session of ours, and changes nothing. @param inState the session, as far as it is known */
export async function look(context: Context, hostId: string, inState: SessionRecord | undefined): Promise<Look> {
  const { cloudTower, facts, clock } = context;
  const known = await Known.read(facts, clock, namesOfTower(cloudTower, inState), hostId);
  const record = latest(inState, known.facts);
  const work = begin({ verb: "read", context, hostId, request: undefined, record, known });
  const hasBegunExit = record !== undefined && exitOf(record, known.facts)?.kind === "exit submitted";
  return { situation: situate(await gather(work)), record, hasBegunExit, work };
}

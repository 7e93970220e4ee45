import { withSeededRandom } from "../support/seededRandom";
import type { Case } from "./case";
import { afterStep } from "./invariants";
import { type Elsewhere, Story } from "./story";

/** How often destroy may have to be run again, once nothing goes wrong any more. */
const LAST_TRIES = 3;

/** Runs a case; throws what is wrong. Returns what happened, to be added up. */
export async function runCase(given: Case, elsewhere: Elsewhere): Promise<Story["counts"]> {
  return withSeededRandom(given.seed, async () => {
    const story = await Story.open(given, elsewhere);
    try {
      for (const step of given.steps) await story.take(step);
      await end(story);
      return story.counts;
    } finally {
      await story.lab.simulator.close();
    }
  });
}

/** All that went wrong is mended; then destroy must come to its end, or say what only a person can decide. */
async function end(story: Story): Promise<void> {
  const { lab, world, journal } = story;
  lab.simulator.faults.clear();
  for (const id of world.hostIds) lab.simulator.operator.powerOnHost(id);
  lab.simulator.operator.setRecovery("east", false);
  await lab.clock.sleep(3_600_000);
  if (!story.state && journal.entry) await story.up(false);
  for (let tries = 0; story.state && tries < LAST_TRIES; tries += 1) {
    story.state.policy = { ...story.state.policy, timeoutSeconds: 3_600 };
    await story.destroy();
    afterStep(story);
  }
  if (!story.state || isForAPerson(story)) return;
  throw new Error(["destroy does not come to its end", ...lab.told, `--- ${story.failure?.message}`].join("\n"));
}

/** Somebody else's session, or a VM for which there is no room. */
function isForAPerson({ failure }: Story): boolean {
  return /another maintenance than ours|cannot be started/.test(failure?.message ?? "");
}

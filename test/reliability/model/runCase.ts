import { withSeededRandom } from "../seededRandom";
import type { Case } from "./case";
import { afterStep } from "./invariants";
import { Run } from "./run";
import { Story } from "./story";
import { MACHINES } from "./world";

/** How often destroy may have to be run again, once nothing goes wrong any more. */
const LAST_TRIES = 3;

/** Runs a case; throws what is wrong. Returns what happened, to be added up. */
export async function runCase(given: Case): Promise<Story["counts"]> {
  return withSeededRandom(given.seed, async () => {
    const story = await Story.open(given);
    try {
      for (const step of given.steps) await story.take(step);
      await end(story);
      return story.counts;
    } finally {
      await story.close();
    }
  });
}

/** All that went wrong is fixed; then destroy must come to its end, or say what only a person can decide. */
async function end(story: Story): Promise<void> {
  const { lab, world, watch } = story;
  lab.simulator.faults.clear();
  for (const id of world.hostIds) lab.simulator.operator.powerOnHost(id);
  lab.simulator.operator.setRecovery(world.clusterId, false);
  await lab.clock.sleep(3_600_000);
  await story.sibling.end();
  for (let tries = 0; !story.state && tries < MACHINES; tries += 1) {
    if (await story.machines.useOneThatKnows(undefined)) await story.up();
  }
  for (let tries = 0; story.state && tries < LAST_TRIES; tries += 1) {
    story.state.policy = { ...story.state.policy, timeoutSeconds: 3_600, waitToExitSeconds: 3_600 };
    // What was done on another machine, and the state does not have, is known there.
    await story.machines.useOneThatKnows(story.state.record);
    await story.destroy();
    afterStep(story);
  }
  const why = story.state ? await whyNotForAPerson(story) : undefined;
  const isLeft = !story.state && watch.session !== undefined && watch.ours.has(watch.session);
  const wrong = isLeft ? `our session ${watch.session} goes on` : why;
  if (!wrong) return;
  throw new Error(
    [`destroy does not come to its end: ${wrong}`, ...lab.told, `--- ${story.failure?.message}`].join("\n"),
  );
}

/** Three reasons leave the end to a person, where they are true; anything else is told. */
async function whyNotForAPerson(story: Story): Promise<string | undefined> {
  const { failure, watch, world } = story;
  const message = failure?.message ?? "it did not fail";
  if (
    message.includes("is in a different maintenance session than ours") ||
    message.includes("nothing that CloudTower shows tells")
  ) {
    const { session } = watch;
    if (session && !watch.ours.has(session)) return undefined;
    // A CloudTower that hides times may hide what would tell.
    if (session && world.simulator.quirks.nulls && message.includes("nothing that CloudTower shows")) return undefined;
    return session ? "the session on the host is ours" : "there is no session on the host";
  }
  // Where CloudTower does not count its VMs, none shown may be none there are, or none that this user may see.
  if (message.includes("may be hidden rather than gone")) {
    const { vms } = story.lab.simulator.snapshot();
    return vms.length === 0 && story.lab.simulator.quirks.nulls ? undefined : "there are VMs, or hosts that count them";
  }
  if (!message.includes("that ran before cannot be started")) return "there is no reason to refuse";
  const named = world.vms.filter(({ localId }) => message.includes(localId));
  for (const { localId, name } of named) if (await starts(story, localId)) return `${name} can be started`;
  return named.length > 0 ? undefined : "no VM is named";
}

/** Whether a VM can be started is tried. */
async function starts({ lab, journal }: Story, uuid: string): Promise<boolean> {
  const { cloudTower } = new Run(lab, journal, lab.simulator.urls).context;
  await cloudTower.startVm(uuid, undefined).catch(() => undefined);
  await lab.clock.sleep(600_000);
  return lab.simulator.snapshot().vms.some(({ localId, power }) => localId === uuid && power === "RUNNING");
}

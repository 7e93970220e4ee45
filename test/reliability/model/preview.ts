import { concern, foresee, LifecycleError, type MaintenanceRequest, type Prospect } from "../../../provider/lifecycle";
import { Run } from "./run";
import type { Story } from "./story";

/** What a preview tells: nothing (undefined), a concern about a session of ours, or what `up` would do. */
export type Foreseen = { is: "nothing" } | { is: "concern"; text: string } | Prospect;

/** As the resource asks in a preview. Faults wait for the command that follows: they are not about this. */
export async function previewed(story: Story, request: MaintenanceRequest): Promise<Foreseen | undefined> {
  const { lab, journal, state } = story;
  const { faults } = lab.simulator;
  const waiting = faults.list();
  const toldBefore = lab.told.length;
  faults.clear();
  const { context } = new Run(lab, journal, lab.simulator.urls, undefined, story.nameTag);
  try {
    // What an update is to record is not known in a preview.
    const found = state && (await concern(context, request, undefined));
    if (state && !found?.isOver) return found ? { is: "concern", text: found.text } : { is: "nothing" };
    return await foresee(context, request);
  } catch (error) {
    // What could not be seen is told as such.
    if (error instanceof LifecycleError) return undefined;
    throw error;
  } finally {
    lab.told.length = toldBefore;
    for (const fault of waiting) faults.inject(fault);
  }
}

/**
 * A preview that says nothing before an `up` that is refused, or that it would be refused before one that is not.
 * @param first the first request of that `up`
 * @param told the lines that it printed
 */
export function wronglyForeseen(
  { failure, lab }: Story,
  foreseen: Foreseen,
  wasInState: boolean,
  first: number,
  told: readonly string[],
): string | undefined {
  // Each answer of such a server lacks something else, for example the labels of a host.
  if (lab.simulator.quirks.nulls) return undefined;
  // Refused is what fails for a reason of its own before anything is sent.
  const isSent = lab.simulator.requests.slice(first).some(({ operation }) => operation === "EnterMaintenanceMode");
  // An entry that somebody had begun, and that this one waited for or took over, may fail, and the host refuse the next one.
  const isTakenOver = told.some((line) => line.includes("taking over the session"));
  const isEntry = isTakenOver || (failure?.failure.phase === "enter" && failure.failure.taskId !== undefined);
  const isRefused = failure !== undefined && failure.failure.cause === undefined && !isSent && !isEntry;
  if (isRefused && ["nothing", "enters", "continues", "takes over"].includes(foreseen.is)) {
    return `the preview said "${foreseen.is}", and up was refused in the phase ${failure.failure.phase}${wasInState ? " (it was in the state)" : ""}`;
  }
  // What passes by itself may have passed in between.
  const isLasting = foreseen.is === "refused" && !foreseen.why.some((why) => why.failure.mayPass);
  // An update of an entry that is complete looks at nothing.
  const hasLooked = lab.simulator.requests.length > first;
  if (foreseen.is === "refused" && isLasting && !failure && hasLooked) {
    return `the preview said that up would be refused, and it was not: ${foreseen.why.map(String).join("; ")}`;
  }
  return undefined;
}

import { timeOf } from "../clock";
import type { Ended, Lost } from "../commands";
import { LifecycleError } from "../lifecycle";
import { failureOf, resumeCommand, runCommand } from "./command";
import { failed } from "./failed";
import { limitText } from "./limit";
import type { Begun, RunRecord } from "./record";
import { type Run, unique } from "./run";
import { runFailures } from "./runFailures";

/** Runs the command, unless it has succeeded before, and never while an earlier one may still be running. */
export async function running(run: Run): Promise<void> {
  const earlier = await earlierEnd(run);
  // Waiting for another one takes time: the host is looked at again.
  if (earlier === "over") return;
  const ended = earlier === "not begun" ? await started(run) : earlier;
  if (ended.is === "lost") throw interrupted(run, run.record.command ?? { name: "" });
  const failure = await record(run, ended);
  if (failure !== undefined) await failed(run, "run", failure);
}

/**
 * Waits for a command that an earlier run has begun, on a host that is in use or about to be: nothing else may happen to the host
 * before it has ended.
 * @returns how it failed
 * @throws LifecycleError if its end cannot be known
 */
export async function awaitEarlier(run: Run): Promise<string | undefined> {
  const earlier = await earlierEnd(run);
  if (earlier !== "over" && earlier !== "not begun") return record(run, earlier);
  await run.save({ command: undefined });
  return undefined;
}

/** Notes how the command ended. @returns how it failed */
async function record(run: Run, ended: Ended): Promise<string | undefined> {
  const failure = failureOf(ended, limitText(run.plan.limits.runMs));
  await run.save({
    command: undefined,
    exitCode: ended.exitCode,
    output: ended.output,
    hasRun: failure === undefined,
    ...run.over("ran"),
  });
  return failure;
}

/** On another disk, or nowhere that is known. */
const NOT_HERE: Lost = { is: "lost", startedAt: "", elsewhere: "another machine" };

/** What became of a command that was begun before. `over`: it is no longer running, and its result does not matter. */
async function earlierEnd(run: Run): Promise<Ended | "over" | "not begun"> {
  const { plan, record } = run;
  const { command } = record;
  if (!command) return "not begun";
  const seen = run.isHere(command) ? await resumeCommand(run, "run", command) : NOT_HERE;
  if (seen?.is !== "lost" && isOfRound(record, command)) return seen ?? "not begun";
  // Of another round, only the end matters.
  if (seen?.is === "lost") {
    if (plan.ifInterrupted === "ask") throw interrupted(run, command);
    if (seen.elsewhere !== undefined) await outlast(run, command);
  }
  await run.save({ command: undefined });
  return "over";
}

/** Nobody knows how it ended. */
export function interrupted(run: Run, command: Begun): LifecycleError {
  const until = run.isHere(command) ? undefined : mayRunUntil(run, command);
  return runFailures.interrupted(run.about(), run.plan.run, command, until);
}

const nameIn = ({ round }: RunRecord, attempt: string) => `run-${round}-${attempt}`;

function isOfRound(record: RunRecord, { name }: Begun): boolean {
  return name.startsWith(nameIn(record, ""));
}

/** A wrapper outlives its engine, so a command elsewhere may go on until its time limit ends it. */
async function outlast(run: Run, command: Begun): Promise<void> {
  const { clock, signal } = run.outer.context;
  const until = mayRunUntil(run, command);
  if (until === undefined) return;
  const where = command.machine ?? "another machine";
  run.context().progress.line(`an earlier run may still be running on ${where}: waiting until ${until}`);
  await clock.sleep(Date.parse(until) - clock.now(), signal);
}

/** When its time limit has ended a command elsewhere at the latest. Undefined: by now, or that is not known. */
export function mayRunUntil({ plan, record, outer }: Run, { until }: Begun): string | undefined {
  // At the earliest it began when the host had entered.
  const entered = timeOf(record.session?.enteredAt);
  const end = until === undefined ? entered + plan.limits.runMs : Date.parse(until);
  return end > outer.context.clock.now() ? new Date(end).toISOString() : undefined;
}

async function started(run: Run): Promise<Ended | Lost> {
  const { record, plan } = run;
  // Noted before, but not begun: it is the same attempt.
  const attempt = record.command ? record.attempt : record.attempt + 1;
  const name = nameIn(record, `${attempt}-${unique()}`);
  const command = run.beginning(name, plan.limits.runMs);
  const begun = { round: record.round, count: attempt, until: command.until };
  await run.save({ attempt, command, begun });
  await run.tell();
  try {
    return await runCommand(run, "run", name, plan.limits.runMs);
  } catch (error) {
    // It was not started. An end that nobody recorded would be asked for.
    if (error instanceof LifecycleError) await notBegun(run, record).catch(() => undefined);
    throw error;
  }
}

async function notBegun(run: Run, { attempt, begun }: RunRecord): Promise<void> {
  await run.save({ attempt, begun, command: undefined });
  // The tag on the host says by now that it was begun.
  await run.look();
  await run.tell();
}

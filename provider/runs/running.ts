import type { Ended, Lost } from "../commands";
import { failureOf, resumeCommand, runCommand } from "./command";
import { failed, type GiveBack } from "./failed";
import { limitText } from "./limit";
import type { Begun, RunRecord } from "./record";
import type { Run } from "./run";
import { runFailures } from "./runFailures";

/** Runs the command, unless it has succeeded before, and never while an earlier one may still be running. */
export async function running(run: Run, giveBack: GiveBack): Promise<void> {
  const { plan } = run;
  const ended = await (run.record.command ? resumed(run, run.record.command) : started(run));
  // Waiting for another one takes time: the host is looked at again.
  if (!ended) return;
  if (ended.is === "lost") throw runFailures.interrupted(run.about(), plan.run, run.record.command ?? { name: "" });
  const failure = failureOf(ended, limitText(plan.limits.runMs));
  await run.save({
    command: undefined,
    exitCode: ended.exitCode,
    output: ended.output,
    hasRun: failure === undefined,
    ...run.over("ran"),
  });
  if (failure !== undefined) await failed(run, "run", failure, giveBack);
}

/** On another disk, or nowhere that is known. */
const NOT_HERE: Lost = { is: "lost", startedAt: "", elsewhere: "another machine" };

/** The result of a command that was begun before. Undefined: that one is over and no longer matters. */
async function resumed(run: Run, command: Begun): Promise<Ended | Lost | undefined> {
  const { plan, record } = run;
  const seen = run.isHere(command) ? await resumeCommand(run, "run", command) : NOT_HERE;
  const isKnown = seen?.is !== "lost";
  if (isKnown && isOfRound(record, command)) {
    // Noted and then not begun: it begins now.
    return seen ?? started(run);
  }
  // Of another round, only the end matters.
  if (!isKnown && plan.ifInterrupted === "ask") throw runFailures.interrupted(run.about(), plan.run, command);
  if (!isKnown && seen.elsewhere !== undefined) await outlast(run, command);
  await run.save({ command: undefined });
  return undefined;
}

const nameIn = ({ round }: RunRecord, attempt: string) => `run-${round}-${attempt}`;

function isOfRound(record: RunRecord, { name }: Begun): boolean {
  return name.startsWith(nameIn(record, ""));
}

/** A wrapper outlives its engine, so a command elsewhere may go on until its time limit ends it. */
async function outlast(run: Run, command: Begun): Promise<void> {
  const { clock, signal } = run.outer.context;
  const until = endOf(run, command);
  if (until === undefined || until <= clock.now()) return;
  const when = new Date(until).toISOString();
  run
    .context()
    .progress.line(
      `an earlier run may still be running on ${command.machine ?? "another machine"}: waiting until ${when}`,
    );
  await clock.sleep(until - clock.now(), signal);
}

/** When its time limit has ended the command at the latest. Undefined: that is not known. */
export function endOf({ plan, record }: Run, { until }: Begun): number | undefined {
  if (until !== undefined) return Date.parse(until);
  // At the earliest it began when the host had entered.
  const entered = Date.parse(record.session?.enteredAt ?? "");
  return Number.isNaN(entered) ? undefined : entered + plan.limits.runMs;
}

async function started(run: Run): Promise<Ended | Lost> {
  const { record, plan } = run;
  // Noted before, but not begun: it is the same attempt.
  const attempt = record.command ? record.attempt : record.attempt + 1;
  const name = nameIn(record, `${attempt}-${record.revision}`);
  await run.save({ attempt, command: run.begin(name, plan.limits.runMs) });
  return runCommand(run, "run", name, plan.limits.runMs);
}

import type { Ended } from "../commands";
import { failureOf, type Lost, resumeCommand, runCommand } from "./command";
import { failed, type GiveBack } from "./failed";
import { limitText } from "./limit";
import type { Begun, RunRecord } from "./record";
import type { Run } from "./run";
import { runFailures } from "./runFailures";

/** For clocks of two machines that differ, and for a command that does not stop at once. */
const SLACK_MS = 60_000;

/** Runs the command, unless it has succeeded before, and never while an earlier one may still be running. */
export async function running(run: Run, giveBack: GiveBack): Promise<void> {
  const { plan } = run;
  const ended = (await resumed(run)) ?? (await started(run));
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

/** The result of a command that was begun before. Undefined: a new one may start. */
async function resumed(run: Run): Promise<Ended | Lost | undefined> {
  const { plan, record } = run;
  const { command } = record;
  if (!command) return undefined;
  if (isHere(run, command)) {
    const ended = await resumeCommand(run, "run", command);
    // Of another round: only its end matters.
    if (ended?.is !== "lost" && !isOfRound(record, command))
      return run.save({ command: undefined }).then(() => undefined);
    // Noted and then not begun: that is known for certain only where the note was made.
    if (ended?.is !== "lost") return ended;
  }
  if (plan.ifInterrupted === "ask") throw runFailures.interrupted(run.about(), plan.run, command);
  await outlast(run, command);
  await run.save({ command: undefined });
  return undefined;
}

const nameIn = ({ round }: Pick<RunRecord, "round">, attempt: string | number) => `run-${round}-${attempt}`;

function isOfRound(record: RunRecord, { name }: Begun): boolean {
  return name.startsWith(nameIn(record, ""));
}

/** Was the command begun on this machine? */
export function isHere({ noted }: Run, { name }: Begun): boolean {
  return name !== "" && (noted?.command?.name === name || noted?.verification?.name === name);
}

/** A wrapper outlives its engine, so a command elsewhere may go on until its time limit ends it. */
async function outlast(run: Run, command: Begun): Promise<void> {
  const { clock, signal } = run.outer.context;
  const until = endOf(run, command);
  if (isHere(run, command) || until === undefined || until <= clock.now()) return;
  const when = new Date(until).toISOString();
  run
    .context()
    .progress.line(
      `an earlier run may still be running on ${command.machine ?? "another machine"}: waiting until ${when}`,
    );
  await clock.sleep(until - clock.now(), signal);
}

/** When its time limit has ended the command at the latest. Undefined: that is not known. */
export function endOf({ plan, record }: Run, { at }: Begun): number | undefined {
  const began = Date.parse(at ?? record.session?.enteredAt ?? "");
  return Number.isNaN(began) ? undefined : began + plan.limits.runMs + SLACK_MS;
}

async function started(run: Run): Promise<Ended | Lost> {
  const { record, outer, plan } = run;
  // Noted before, but not begun: it is the same attempt.
  const attempt = record.command ? record.attempt : record.attempt + 1;
  const name = nameIn(record, attempt);
  await run.save({ attempt, command: { name, at: run.now(), machine: outer.machine } });
  return runCommand(run, "run", name, plan.limits.runMs);
}

import { create, describeSession, isSeen, isUnfinished, type Look, update } from "../lifecycle";
import { failureOf, isAnswer, runCommand } from "./command";
import { noteElsewhere } from "./elsewhere";
import { passGate } from "./gate";
import { giveBack, keeping } from "./giveBack";
import { limitText } from "./limit";
import { reboot } from "./reboot";
import type { Stage } from "./record";
import { type Run, unique } from "./run";
import { runFailures } from "./runFailures";
import { running } from "./running";
import { verifying } from "./verifying";

/** What each stage does. A stage that could not be done throws. */
export const STAGES: Record<Exclude<Stage, "done">, (run: Run, seen: Look) => Promise<void>> = {
  gate,
  entering,
  running,
  rebooting,
  verifying,
  exiting,
};

/** Nothing has been touched so far. */
async function gate(run: Run, seen: Look): Promise<void> {
  const { plan } = run;
  if (plan.unless !== undefined && (await isSpared(run, plan.unless))) {
    run.context().progress.line("unless says that nothing is to be done: the host is not touched");
    return run.save({ spared: true });
  }
  const waitMs = plan.request.timeouts.waitToEnterMs ?? 0;
  await passGate(run.outer.context, run.host(), { alerts: plan.alerts, waitMs });
  await run.save({ phase: "entering" });
  await entering(run, seen);
}

async function isSpared(run: Run, unless: string): Promise<boolean> {
  const { verifyMs } = run.plan.limits;
  const ended = await runCommand(run, "unless", `unless-${unique()}`, verifyMs);
  if (ended.is === "lost") throw runFailures.unlessFailed(run.about(), unless, "it was stopped from outside");
  if (!isAnswer(ended)) {
    throw runFailures.unlessFailed(run.about(), unless, failureOf(ended, limitText(verifyMs)) ?? "no exit code");
  }
  return ended.exitCode === 0;
}

/** Enters, or goes on with an entry. What is known of the session is kept, however it ends. */
async function entering(run: Run, { situation, record: known }: Look): Promise<void> {
  const { context } = run.outer;
  const { session } = run.record;
  const { request } = run.plan;
  if (session && !isUnfinished(session) && isSeen(situation) && situation.is.startsWith("another's")) {
    throw runFailures.anotherSession(run.about(), describeSession(situation.host));
  }
  const entered = await keeping(run, () =>
    session && isUnfinished(session) ? update(context, request, session) : create(context, request),
  );
  const isSame = session?.maintenanceJobId !== undefined && session.maintenanceJobId === entered.maintenanceJobId;
  await run.save({
    session: entered,
    isVerified: false,
    ...(isSame ? {} : { verification: undefined }),
    ...(isSame || known ? {} : { rebootNote: undefined }),
    ...(run.suspected ? { command: run.suspected } : {}),
    ...run.over("entered"),
  });
  run.suspected = undefined;
}

async function rebooting(run: Run): Promise<void> {
  const { limits, request } = run.plan;
  await noteElsewhere(run);
  const note = await reboot(run.outer.context, run.host(), {
    note: run.record.rebootNote,
    write: (known) => run.save({ rebootNote: known }),
    limitMs: limits.rebootMs,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
  });
  await run.save({ rebootNote: note, hasRebooted: true, ...run.over("rebooted") });
}

/** The exit that ends a session, of this run or of somebody else, and what is owed after it. */
async function exiting(run: Run, { record }: Look): Promise<void> {
  await giveBack(run, run.record.session ?? record);
}

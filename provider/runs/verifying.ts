import type { Ended, Lost } from "../commands";
import { failureOf, resumeCommand, runCommand } from "./command";
import { failed } from "./failed";
import { limitText } from "./limit";
import { type Run, unique } from "./run";

/** Verifies that the host is well before it takes VMs again. A verification only looks, so it may run again. */
export async function verifying(run: Run): Promise<void> {
  const { plan } = run;
  const { limits } = plan;
  const ended = (await resumed(run)) ?? (await started(run));
  const failure = ended.is === "lost" ? "it was stopped from outside" : failureOf(ended, limitText(limits.verifyMs));
  await run.save({
    verification: undefined,
    ...(ended.is === "ended" ? { exitCode: ended.exitCode, output: ended.output } : {}),
    isVerified: failure === undefined,
    ...run.over("verified"),
  });
  if (failure !== undefined) await failed(run, "verify", failure);
}

/** One that is still running on this machine. */
async function resumed(run: Run): Promise<Ended | Lost | undefined> {
  const { verification } = run.record;
  if (!verification || !run.isHere(verification)) return undefined;
  const ended = await resumeCommand(run, "verify", verification);
  return ended?.is === "ended" ? ended : undefined;
}

async function started(run: Run): Promise<Ended | Lost> {
  const name = `verify-${unique()}`;
  await run.save({ verification: run.beginning(name, run.plan.limits.verifyMs) });
  return runCommand(run, "verify", name, run.plan.limits.verifyMs);
}

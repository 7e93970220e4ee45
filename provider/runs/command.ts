import { join } from "node:path";
import type { Host } from "../cloudtower";
import { commandIn, type Ended, followCommand, type Lost, startCommand } from "../commands";
import { beat, during } from "../lifecycle";
import type { RunPlan } from "./plan";
import type { Begun, RunRecord } from "./record";
import type { Run } from "./run";
import { runFailures } from "./runFailures";

/** A shell cannot find the command, or cannot run it. */
const NOT_RUN = 126;

/** The commands of a run. */
export type CommandName = "run" | "unless" | "verify";

/** Starts a command and follows it to its end. @param name of its record */
export async function runCommand(run: Run, name: CommandName, record: string, limitMs: number): Promise<Ended | Lost> {
  const { outer, plan } = run;
  const directory = join(outer.notes.directory, record);
  await during(
    (what) => runFailures.commandNotStarted(what, name),
    run.about(),
    () =>
      startCommand({
        directory,
        command: plan[name] ?? "",
        cwd: plan.directory,
        env: { ...outer.environment, ...hostVariables(run.host(), plan, run.record), ...plan.environment },
        masks: { ...plan.environment },
        limitMs,
      }),
  );
  return follow(run, name, directory);
}

/** Follows a command that an earlier run on this machine has begun. Undefined: it never began, or not here. */
export async function resumeCommand(
  run: Run,
  name: CommandName,
  { name: record }: Begun,
): Promise<Ended | Lost | undefined> {
  const directory = join(run.outer.notes.directory, record);
  const state = await commandIn(directory);
  if (state.is === "absent") return undefined;
  if (state.is === "running")
    run.context().progress.line(`${name} is still running since ${state.startedAt}: waiting for its end`);
  return state.is === "running" ? follow(run, name, directory) : state;
}

async function follow(run: Run, name: CommandName, directory: string): Promise<Ended | Lost> {
  const { progress, signal } = run.context();
  progress.status?.(`${name} …`);
  const ended = await followCommand(directory, {
    signal,
    onLine: (line) => {
      progress.status?.(`${name}: ${line}`);
      beat(progress, `${name}: ${line}`);
    },
  });
  if (ended.is === "ended" && ended.left > 0) {
    const left = ended.left === 1 ? "1 process" : `${ended.left} processes`;
    progress.warn(`${name} has ended, and left ${left} running on this machine`);
  }
  return ended;
}

/** How a command ended, for a sentence; undefined if it succeeded. */
export function failureOf({ exitCode, signal, isTimedOut }: Ended, limit: string): string | undefined {
  if (isTimedOut) return `it was still running after ${limit}, and was stopped`;
  if (signal !== undefined) return `it was stopped by ${signal}`;
  return exitCode === 0 ? undefined : `exit code ${exitCode}`;
}

/** Did the command itself run, so that its exit code is an answer? */
export function isAnswer({ exitCode, isTimedOut }: Ended): boolean {
  return !isTimedOut && exitCode !== undefined && exitCode < NOT_RUN;
}

function hostVariables(host: Host, plan: RunPlan, { attempt }: RunRecord): Record<string, string> {
  return {
    CLOUDTOWER_HOST_NAME: host.name,
    CLOUDTOWER_HOST_ID: host.id,
    CLOUDTOWER_MANAGEMENT_IP: host.managementIp,
    CLOUDTOWER_DATA_IP: host.dataIp ?? "",
    CLOUDTOWER_CLUSTER_NAME: host.clusterName,
    CLOUDTOWER_REASON: plan.request.reason ?? "",
    CLOUDTOWER_RUN_ATTEMPT: String(attempt),
  };
}

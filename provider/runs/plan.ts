import { createHash } from "node:crypto";
import type { MaintenanceRequest } from "../lifecycle";

/** What a program asks for, with defaults filled in. */
export interface RunPlan {
  request: MaintenanceRequest;
  /** Shell commands. */
  run: string;
  unless?: string | undefined;
  verify?: string | undefined;
  reboot: boolean;
  triggers: readonly string[];
  onFailure: "stay" | "exit";
  ifInterrupted: "ask" | "rerun";
  alerts: "refuse" | "ignore";
  /** Of the commands: what the program adds to their environment, and where they run. */
  environment: Readonly<Record<string, string>>;
  directory: string;
  /** In milliseconds. `verifyMs` is also the limit of `unless`. */
  limits: { runMs: number; verifyMs: number; rebootMs: number };
}

/** Identifies what is to be done on the host: if it changes, it is done again. */
export function roundOf({
  run,
  verify,
  reboot,
  triggers,
}: Pick<RunPlan, "run" | "verify" | "reboot" | "triggers">): string {
  const work = JSON.stringify([run, verify ?? null, reboot, triggers]);
  return createHash("sha256").update(work).digest("hex").slice(0, 12);
}

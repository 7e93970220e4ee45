import { giveBack } from "./giveBack";
import type { Run } from "./run";
import { runFailures } from "./runFailures";

/** A command has failed: the host stays in maintenance, or is brought back, as the program says. Always throws. */
export async function failed(run: Run, name: "run" | "verify", how: string): Promise<never> {
  const { plan } = run;
  const text = plan[name] ?? "";
  if (plan.onFailure === "stay") throw runFailures.commandFailed(run.about(), name, text, how, "in maintenance");
  run.context().progress.warn(`${name} failed (${how}): bringing the host back, as onFailure says`);
  await giveBack(run, run.record.session);
  throw runFailures.commandFailed(run.about(), name, text, how, "in use");
}

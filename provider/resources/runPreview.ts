import type * as pulumi from "@pulumi/pulumi";
import { RUN_ARGUMENT_NAMES, toPlan } from "../frontends/run/arguments";
import type { RunInputs } from "../frontends/run/state";
import { foresee, type Prospect } from "../lifecycle";
import type { RunPlan } from "../runs";
import { quoted } from "../text/foreign";
import { quick, sight, tellAbout, tellTelling } from "./preview";
import { telling } from "./prospectWords";
import { knows, valuesOf } from "./resourceValues";

/** A run. Its outputs are read by name. */
type Run = pulumi.CustomResource & { readonly phase: pulumi.Output<string> };

/**
 * Reports, on the resource, what `up` would do with its host. A run that is done says nothing. It fails the preview only if the setting
 * `preview` is "fail" and the entry would be refused.
 * @returns whether the run is done already
 */
export async function tellRun(run: Run): Promise<boolean> {
  if (await isDone(run)) return true;
  await tellAbout(run, RUN_ARGUMENT_NAMES, (inputs: RunInputs, seen) => tell(run, inputs, seen));
  return false;
}

/** Only of a resource that stays as it is does a preview know the phase. */
export async function isDone(run: Run): Promise<boolean> {
  return (await knows(run.phase)) && (await valuesOf(run, ["phase"])).phase === "done";
}

async function tell(run: Run, inputs: RunInputs, seen: Parameters<typeof sight>[2]): Promise<void> {
  const { context, settings } = await sight(inputs, run, seen);
  if (settings.preview === "off") return;
  const plan = toPlan(inputs, settings);
  const prospect = await foresee(context, quick(plan.request));
  const told = telling(prospect);
  const work = isRefused(prospect) ? "" : ` ${workOf(plan)}`;
  const text = `${told.text}${work}`;
  // Of a resource that changes, a preview does not know what is in the state.
  const isKnown = await knows(run.id);
  const unless = "If the run is not done, or what is to be done has changed";
  await tellTelling(isKnown ? { severity: "info", text: `${unless}: ${text}` } : { ...told, text }, settings, run);
}

function isRefused(prospect: Prospect): boolean {
  return prospect.is === "refused" && !prospect.passes;
}

/** What would be done in maintenance. */
function workOf({ run, unless, reboot, verify }: RunPlan): string {
  const stages = [`run ${quoted(run)}`, reboot ? "reboot" : "", verify === undefined ? "" : `verify ${quoted(verify)}`];
  const spare = unless === undefined ? "" : ` Nothing of this if ${quoted(unless)} says that it is done.`;
  return `Then: ${stages.filter(Boolean).join(", ")}, exit.${spare}`;
}

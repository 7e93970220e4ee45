import * as pulumi from "@pulumi/pulumi";
import { describe } from "../text/foreign";
import type { MaintenanceTimeouts } from "./arguments";

const ADOPT =
  'To adopt a host that is in maintenance already, set ifAlreadyInMaintenance: "adopt" and run pulumi up, which takes the session over';

/** Options that would do harm, or nothing: the reason, and what to do instead. */
export function optionProblem(options: pulumi.CustomResourceOptions): string | undefined {
  for (const name of ["import", "id"] as const) {
    if (isGiven(options[name])) {
      return `the option ${name} cannot be used, because Pulumi cannot import dynamic resources. Remove it. ${ADOPT}`;
    }
  }
  if (isGiven(options.deletedWith)) {
    return "the option deletedWith cannot be used: with it Pulumi drops the resource without ending the session, and the host would stay in maintenance. Remove it";
  }
  return timeoutsProblem(options);
}

/** JavaScript may say null where it means nothing. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What a user should know of an option that is taken. */
export function optionWarning({ retainOnDelete }: pulumi.CustomResourceOptions): string | undefined {
  if (!retainOnDelete) return undefined;
  return `with the option retainOnDelete, removing the resource leaves the host in maintenance, and its VMs shut down or elsewhere as they are then. ${ADOPT}`;
}

const SECONDS: Record<string, number> = { h: 3_600, m: 60, s: 1, ms: 0.001 };
const LONGEST = 7 * 24 * 3_600;
const DURATION = 'a duration such as "90s", "2h" or "1h30m", above zero and at most 168 hours';
/** Pulumi's operations, and which of our time limits each counts for: of those for the same one, the first that is given. */
const COUNT_FOR = { create: "enter", update: "enter", delete: "exit" } as const;

function timeoutsProblem({ customTimeouts }: pulumi.CustomResourceOptions): string | undefined {
  for (const name of Object.keys(COUNT_FOR) as (keyof typeof COUNT_FOR)[]) {
    const given: unknown = customTimeouts?.[name];
    // Pulumi takes an empty text for none.
    if (!isGiven(given) || given === "" || durationOf(given) !== undefined) continue;
    return `the option customTimeouts.${name} must be ${DURATION}, not ${describe(given)}`;
  }
  return undefined;
}

/**
 * The argument `timeouts`, where it says nothing filled in from Pulumi's own option: `create`, else `update`, is the time
 * for `enter`, and `delete` that for `exit`.
 */
export function withCustomTimeouts(
  timeouts: pulumi.Input<MaintenanceTimeouts> | undefined,
  customTimeouts: pulumi.CustomTimeouts | undefined,
): pulumi.Input<MaintenanceTimeouts> | undefined {
  const option: MaintenanceTimeouts = {};
  for (const [name, limit] of Object.entries(COUNT_FOR)) {
    const duration = durationOf(customTimeouts?.[name as keyof typeof COUNT_FOR]);
    if (duration !== undefined) option[limit] ??= duration;
  }
  if (Object.keys(option).length === 0) return timeouts;
  const isLater = pulumi.Output.isInstance(timeouts) || timeouts instanceof Promise;
  return isLater ? pulumi.output(timeouts).apply((known) => filled(known, option)) : filled(timeouts, option);
}

/** What is no object is for `check` to refuse. */
function filled(given: MaintenanceTimeouts | undefined, option: MaintenanceTimeouts): MaintenanceTimeouts {
  if (given !== undefined && (typeof given !== "object" || given === null || Array.isArray(given))) return given;
  const said = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...option, ...Object.fromEntries(said) };
}

/** A duration for `timeouts`, from one as Pulumi wants it here: of one part, as "2h", or of several, as "1h30m". */
function durationOf(given: unknown): string | undefined {
  if (typeof given !== "string" || !/^(\d{1,9}(\.\d{1,9})?(h|ms|m|s))+$/.test(given)) return undefined;
  const parts = [...given.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  const seconds = parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (SECONDS[unit] ?? 0), 0);
  if (seconds <= 0 || seconds > LONGEST) return undefined;
  return parts.length === 1 ? given : `${Number(seconds.toFixed(3))}s`;
}

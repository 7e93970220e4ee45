import * as pulumi from "@pulumi/pulumi";
import { describe } from "../text/foreign";
import type { MaintenanceTimeouts } from "./arguments";

const ADOPT =
  'To take over a host that is already in maintenance, set ifAlreadyInMaintenance: "adopt" and run pulumi up';

/** Why an option is refused, and what to do instead; undefined if none is. */
export function optionProblem(options: pulumi.CustomResourceOptions): string | undefined {
  for (const name of ["import", "id"] as const) {
    if (isGiven(options[name])) {
      return `the option ${name} cannot be used, because Pulumi cannot import dynamic resources. Remove it. ${ADOPT}`;
    }
  }
  if (isGiven(options.deletedWith)) {
    return "the option deletedWith cannot be used: Pulumi would drop the resource without ending the session, and the host would stay in maintenance. Remove it";
  }
  return timeoutsProblem(options);
}

/** Programs in JavaScript may pass null for "not given". */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A warning about an option that is accepted. */
export function optionWarning({ retainOnDelete }: pulumi.CustomResourceOptions): string | undefined {
  if (!retainOnDelete) return undefined;
  return `with the option retainOnDelete, removing the resource leaves the host in maintenance, and its VMs stay shut down or on other hosts. ${ADOPT}`;
}

const SECONDS: Record<string, number> = { h: 3_600, m: 60, s: 1, ms: 0.001 };
const LONGEST = 7 * 24 * 3_600;
const DURATION = 'a duration such as "90s", "2h" or "1h30m", above zero and at most 168 hours';
/** Pulumi's operations, and the time limit that each one sets. Of two for the same limit, the first one given counts. */
const COUNT_FOR = { create: "enter", update: "enter", delete: "exit" } as const;

function timeoutsProblem({ customTimeouts }: pulumi.CustomResourceOptions): string | undefined {
  for (const name of Object.keys(COUNT_FOR) as (keyof typeof COUNT_FOR)[]) {
    const given: unknown = customTimeouts?.[name];
    // To Pulumi, an empty string means "not given".
    if (!isGiven(given) || given === "" || durationOf(given) !== undefined) continue;
    return `the option customTimeouts.${name} must be ${DURATION}, not ${describe(given)}`;
  }
  return undefined;
}

/**
 * The argument `timeouts`, with missing limits filled in from Pulumi's own option: `enter` from `create` or else `update`, and
 * `exit` from `delete`.
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

/** Leaves it to `check` to refuse what is not an object. */
function filled(given: MaintenanceTimeouts | undefined, option: MaintenanceTimeouts): MaintenanceTimeouts {
  if (given !== undefined && (typeof given !== "object" || given === null || Array.isArray(given))) return given;
  const said = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...option, ...Object.fromEntries(said) };
}

/** A duration for `timeouts` from Pulumi's format, which may have several parts, such as "1h30m". Undefined if invalid. */
function durationOf(given: unknown): string | undefined {
  if (typeof given !== "string" || !/^(\d{1,9}(\.\d{1,9})?(h|ms|m|s))+$/.test(given)) return undefined;
  const parts = [...given.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  const seconds = parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (SECONDS[unit] ?? 0), 0);
  if (seconds <= 0 || seconds > LONGEST) return undefined;
  return parts.length === 1 ? given : `${Number(seconds.toFixed(3))}s`;
}

import ms, { type StringValue } from "ms";
import { z } from "zod";
import { type Consent, isVmIdentifier, type Timeouts } from "../lifecycle";

/** How Pulumi writes a value that is not known yet, in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
const DURATION = 'a duration with its unit, as in "90s", "10m" or "2h", above zero and at most "7d"';

/** What counts when the user says nothing. */
export const DEFAULT_TIMEOUTS = { precheck: "10m", enter: "2h", exit: "2h" } as const;

const text = (what: string) =>
  z.string({ error: (issue) => (issue.input === undefined ? `is missing: ${what}` : `must be ${what}`) });
const duration = text(DURATION).refine((value) => milliseconds(value) !== undefined, { error: `must be ${DURATION}` });

const timeouts = z
  .strictObject(
    { precheck: duration.optional(), enter: duration.optional(), exit: duration.optional() },
    { error: unknownKeys(`{ precheck, enter, exit }, each ${DURATION}`, "a time-out") },
  )
  .optional();

/** The arguments of the resource as they reach the provider. */
export const inputsSchema = z.strictObject(
  {
    hostId: text("the id of the host; getHost finds it by name")
      .min(1, { error: "is empty: it must be the id of the host; getHost finds it by name" })
      .regex(/^[^\s\p{Cc}]*$/u, { error: "must be the id of one host, without spaces; getHost finds it by name" }),
    allowShutdown: z.custom<Consent>(isConsent, { error: (issue) => refusedConsent(issue.input) }).optional(),
    ifAlreadyInMaintenance: z
      .literal("fail", { error: 'must be "fail": taking over a session is not supported by this version' })
      .optional(),
    timeouts,
    reason: text("a text").max(1000, { error: "must be at most 1000 characters long" }).optional(),
    connection: text("the name of an entry of the setting cloudtower:connections")
      .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, {
        error: "must be the name of an entry of the setting cloudtower:connections: letters, digits, - and _",
      })
      .optional(),
  },
  { error: unknownKeys("the arguments of HostMaintenanceMode", "an argument") },
);

export type CheckedInputs = z.output<typeof inputsSchema>;

/** Time-outs in milliseconds, defaults applied. */
export function timeoutsOf(inputs: Pick<CheckedInputs, "timeouts">): Timeouts {
  const wanted = { ...DEFAULT_TIMEOUTS, ...inputs.timeouts };
  return {
    precheckMs: milliseconds(wanted.precheck) ?? 0,
    enterMs: milliseconds(wanted.enter) ?? 0,
    exitMs: milliseconds(wanted.exit) ?? 0,
  };
}

function isConsent(value: unknown): boolean {
  return value === "all" || value === "none" || (Array.isArray(value) && value.every(isVm));
}

function isVm(value: unknown): boolean {
  return typeof value === "string" && isVmIdentifier(value);
}

function refusedConsent(value: unknown): string {
  const wrong = Array.isArray(value) ? value.find((entry) => !isVm(entry)) : value;
  return `must be "all", "none" or a list of VM UUIDs, without ${JSON.stringify(wrong)}; VM names are not taken yet`;
}

function milliseconds(value: string): number | undefined {
  // Without a unit it would be milliseconds, which nobody means.
  if (!/[a-z]\s*$/i.test(value)) return undefined;
  const result: number | undefined = ms(value as StringValue);
  return result !== undefined && result > 0 && result <= LONGEST_MS ? result : undefined;
}

/** Arguments of the design that a later version brings: refused rather than ignored. */
const NOT_YET = new Set(["restore", "onForeignSession"]);

function unknownKeys(expected: string, kind: string) {
  return (issue: { code?: string | undefined; keys?: string[] }) => {
    if (issue.code !== "unrecognized_keys") return `must be ${expected}`;
    const [key = ""] = issue.keys ?? [];
    return NOT_YET.has(key) ? `is not supported by this version` : `is not ${kind} of HostMaintenanceMode`;
  };
}

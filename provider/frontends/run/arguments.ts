import { statSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";
import type { RunPlan } from "../../runs";
import type { Settings } from "../../settings";
import { quoted } from "../../text/foreign";
import {
  duration,
  hasMarkup,
  milliseconds,
  NO_MARKUP,
  objectError,
  oneOf,
  schemaOf,
  text,
  timeoutsOf,
} from "../arguments";
import { RUN_DEFAULTS } from "../defaults";
import { toRequest } from "../request";

const RESOURCE = "HostMaintenanceRun";
const LONGEST_COMMAND = 100_000;
const MOST_TRIGGERS = 100;

const shell = (what: string) =>
  text(what)
    .refine((value) => value.trim() !== "", { error: `is empty: it must be ${what}` })
    .max(LONGEST_COMMAND, { error: `must be at most ${LONGEST_COMMAND} characters long: put it into a file` })
    .refine((value) => !value.includes("\0"), { error: "must not hold a NUL character" })
    .refine((value) => !hasMarkup(value), { error: NO_MARKUP });

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const NO_VARIABLE = "is not a name of a variable: letters, digits and _, not beginning with a digit";
const NO_ENVIRONMENT = 'must be an object of texts, as in { VERSION: "2.4.1" }';

/** The arguments of HostMaintenanceRun as they reach the provider. */
export const runSchema = schemaOf(
  RESOURCE,
  {
    run: shell('a shell command, as in "./flash.sh"'),
    unless: shell('a shell command, as in "./is-flashed.sh"').optional(),
    verify: shell('a shell command, as in "./healthy.sh"').optional(),
    reboot: z.boolean({ error: "must be true or false" }).optional(),
    triggers: z
      .array(text("text"), { error: 'must be a list of texts, as in ["2.4.1"]' })
      .max(MOST_TRIGGERS, { error: `must hold at most ${MOST_TRIGGERS} texts` })
      .optional(),
    onFailure: oneOf("stay", "exit"),
    ifInterrupted: oneOf("ask", "rerun"),
    gate: z
      .strictObject(
        { alerts: oneOf("refuse", "ignore") },
        { error: objectError('{ alerts: "refuse" or "ignore" }', RESOURCE) },
      )
      .optional(),
    environment: z
      .record(
        z.string().regex(VARIABLE),
        text("text").refine((value) => !value.includes("\0"), { error: "must not hold a NUL character" }),
        { error: ({ code }) => (code === "invalid_key" ? NO_VARIABLE : NO_ENVIRONMENT) },
      )
      .optional(),
    directory: text("a directory, where the commands run")
      .min(1, { error: "is empty: it must be a directory" })
      .optional(),
  },
  { run: duration, reboot: duration, verify: duration },
);

/** After `check`, which finds the id of a host that is given by its name. */
export type RunArguments = z.output<typeof runSchema> & { hostId: string };

/** Every argument that counts once the host is found. */
export const RUN_ARGUMENT_NAMES = [
  "hostId",
  "run",
  ...(Object.keys(RUN_DEFAULTS) as (keyof typeof RUN_DEFAULTS)[]),
] as const;

/** What is wrong on this machine with arguments that are well-formed. */
export function wrongHere({ directory }: Record<string, unknown>): { property: string; reason: string }[] {
  if (process.platform === "win32") {
    return [
      {
        property: "run",
        reason: `run: ${RESOURCE} needs a shell (sh), so it cannot be used on Windows: run Pulumi on Linux or macOS`,
      },
    ];
  }
  const path = resolve(typeof directory === "string" ? directory : RUN_DEFAULTS.directory);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [];
  return [{ property: "directory", reason: `directory: ${quoted(path, 500)} is not a directory on this machine` }];
}

/** What is to be done, with missing arguments filled in from the stack's settings and the defaults. */
export function toPlan(inputs: RunArguments, settings: Settings): RunPlan {
  const limits = { ...RUN_DEFAULTS.timeouts, ...inputs.timeouts };
  return {
    request: { ...toRequest(inputs, settings), timeouts: timeoutsOf(inputs, RUN_DEFAULTS.timeouts) },
    run: inputs.run,
    unless: inputs.unless,
    verify: inputs.verify,
    reboot: inputs.reboot ?? RUN_DEFAULTS.reboot,
    triggers: inputs.triggers ?? RUN_DEFAULTS.triggers,
    onFailure: inputs.onFailure ?? RUN_DEFAULTS.onFailure,
    ifInterrupted: inputs.ifInterrupted ?? RUN_DEFAULTS.ifInterrupted,
    alerts: inputs.gate?.alerts ?? RUN_DEFAULTS.gate.alerts,
    environment: inputs.environment ?? RUN_DEFAULTS.environment,
    directory: resolve(inputs.directory ?? RUN_DEFAULTS.directory),
    limits: {
      runMs: milliseconds(limits.run) ?? 0,
      verifyMs: milliseconds(limits.verify) ?? 0,
      rebootMs: milliseconds(limits.reboot) ?? 0,
    },
  };
}

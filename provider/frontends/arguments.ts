import ms, { type StringValue } from "ms";
import * as z from "zod";
import type { RestorePolicy, Timeouts, VmList } from "../lifecycle";
import { CONNECTION_NAME, CONNECTION_RULE, MAX_LIST } from "../settings";
import { describe } from "../text/foreign";
import { DEFAULTS, type RUN_DEFAULTS } from "./defaults";

/** Pulumi's placeholder for a value that is not known yet, in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** CloudTower's ids have about 25 characters. The limit is there because the id is quoted in every error. */
const HOST_ID = /^[^\s\p{Cc}]{0,200}$/u;
const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
const DURATION = 'a duration with its unit, as in "90s", "10m" or "2h", above zero and at most "7d"';
const WAIT = 'a duration with its unit, as in "0s", "90s" or "2h", at most "7d"';
const VM_LIST = '"all", "none" or a list of VM names or UUIDs';

export const NO_MARKUP = "must not hold the characters <, { and % in a row, which Pulumi takes for its colours";

export const text = (what: string) =>
  z.string({
    error: ({ input }) => (input === undefined ? `is missing: ${what}` : `must be ${what}; it is ${describe(input)}`),
  });
export const duration = text(DURATION)
  .refine((value) => (milliseconds(value) ?? 0) > 0, {
    error: (issue) => `must be ${DURATION}, not ${describe(issue.input)}`,
  })
  .optional();
/** Zero is allowed: no waiting. */
const wait = text(WAIT)
  .refine((value) => milliseconds(value) !== undefined, {
    error: (issue) => `must be ${WAIT}, not ${describe(issue.input)}`,
  })
  .optional();
const vmList = z.custom<VmList>(isVmList, { error: (issue) => refusedVmList(issue.input) }).optional();
/** May also be given as all VMs except some. */
const restoreList = z
  .union([z.custom<VmList>(isVmList), z.strictObject({ except: z.custom<readonly string[]>(isListOfVms) })], {
    error: (issue) => refusedVmList(issue.input, `${VM_LIST}, or { except: [...] }`),
  })
  .optional();
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  z
    .literal(words, {
      error: ({ input }) => `must be one of ${words.map((word) => `"${word}"`).join(" and ")}, not ${describe(input)}`,
    })
    .optional();

const BY_NAME = "hostName takes a name instead";
const name = (what: string) =>
  text(what)
    .min(1, { error: `is empty: it must be ${what}` })
    .max(200, { error: "must be at most 200 characters long" })
    .regex(/^\P{Cc}*$/u, { error: "must not hold control characters, such as a line break at its end" })
    .refine((value) => !hasMarkup(value), { error: `${NO_MARKUP}: give hostId` })
    .optional();

/** The arguments that every resource has, as they reach the provider. @param of the resource */
function sharedShape(of: string) {
  return {
    hostId: text(`the id of the host; ${BY_NAME}`)
      .min(1, { error: `is empty: it must be the id of the host; ${BY_NAME}` })
      .regex(HOST_ID, { error: `must be the id of one host, without spaces, at most 200 characters long; ${BY_NAME}` })
      .refine((value) => !hasMarkup(value), { error: NO_MARKUP })
      .optional(),
    hostName: name("the name of the host"),
    cluster: name("the name or id of the host's cluster"),
    allowShutdown: vmList,
    restore: z
      .strictObject(
        {
          powerOn: restoreList,
          liveMigrateBack: restoreList,
          offlineMigrateBack: restoreList,
          changed: oneOf("include", "skip"),
        },
        { error: objectError("{ powerOn, liveMigrateBack, offlineMigrateBack, changed }", of) },
      )
      .optional(),
    ifAlreadyInMaintenance: oneOf("fail", "adopt"),
    onForeignSession: oneOf("refuse", "exit"),
    reason: text("text")
      .max(1000, { error: "must be at most 1000 characters long" })
      .regex(/^\P{Cc}*$/u, { error: "must be one line, without control characters" })
      .refine((value) => !hasMarkup(value), { error: NO_MARKUP })
      .optional(),
    connection: text("the name of an entry of the setting cloudtower:connections")
      .regex(CONNECTION_NAME, { error: `must be ${CONNECTION_RULE}` })
      .optional(),
  };
}

/** The arguments of a resource as they reach the provider: those that all have, and its own. */
export function schemaOf<More extends z.ZodRawShape, Limits extends Record<string, typeof duration>>(
  resource: string,
  more: More,
  limits: Limits,
) {
  const times = { precheck: duration, waitToEnter: wait, enter: duration, waitToExit: wait, exit: duration, ...limits };
  const timeouts = z
    .strictObject(times, {
      error: objectError(`{ ${Object.keys(times).join(", ")} }, each ${DURATION}`, resource),
    })
    .optional();
  return z.strictObject(
    { ...sharedShape(resource), timeouts, ...more },
    { error: objectError(`the arguments of ${resource}`, resource) },
  );
}

export const argumentsSchema = schemaOf("HostMaintenanceMode", {}, {});

/** After `check`, which finds the id of a host that is given by its name. */
export type CheckedArguments = z.output<typeof argumentsSchema> & { hostId: string };

/** Every argument that counts once the host is found. */
export const ARGUMENT_NAMES = ["hostId", ...(Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[])] as const;

/** Time-outs in milliseconds, defaults applied. */
export function timeoutsOf(
  inputs: Pick<CheckedArguments, "timeouts">,
  defaults: typeof DEFAULTS.timeouts | typeof RUN_DEFAULTS.timeouts = DEFAULTS.timeouts,
): Timeouts {
  const wanted = { ...defaults, ...inputs.timeouts };
  return {
    precheckMs: milliseconds(wanted.precheck) ?? 0,
    waitToEnterMs: milliseconds(wanted.waitToEnter) ?? 0,
    enterMs: milliseconds(wanted.enter) ?? 0,
    waitToExitMs: milliseconds(wanted.waitToExit) ?? 0,
    exitMs: milliseconds(wanted.exit) ?? 0,
  };
}

/** What destroy brings back, defaults applied. */
export function restoreOf({ restore }: Pick<CheckedArguments, "restore">): RestorePolicy {
  return { ...DEFAULTS.restore, ...restore };
}

function isVmList(value: unknown): boolean {
  return value === "all" || value === "none" || isListOfVms(value);
}

function isListOfVms(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_LIST && value.every((entry) => isVm(entry) && !isWord(entry));
}

function isVm(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "" && !/\p{Cc}/u.test(value) && !hasMarkup(value);
}

/** Pulumi itself shows arguments, and panics at what looks like its colours. */
export function hasMarkup(value: unknown): boolean {
  return typeof value === "string" && value.includes("<{%");
}

/** In a list, these words would be VM names, which nobody intends. */
function isWord(entry: unknown): boolean {
  return entry === "all" || entry === "none";
}

function refusedVmList(value: unknown, expected = VM_LIST): string {
  if (Array.isArray(value)) {
    if (value.length > MAX_LIST) return `must hold at most ${MAX_LIST} VMs, not ${value.length}`;
    const word = value.every(isVm) ? value.find(isWord) : undefined;
    if (value.some(hasMarkup)) return `${NO_MARKUP}: give the UUID of that VM`;
    if (word !== undefined) return `must be ${JSON.stringify(word)} itself, or a list without that word in it`;
  }
  const wrong = Array.isArray(value) ? value.find((entry) => !isVm(entry)) : value;
  return `must be ${expected}, not ${describe(wrong)}`;
}

export function milliseconds(value: string): number | undefined {
  // Without a unit it would be milliseconds, which nobody intends.
  if (!/[a-z]\s*$/i.test(value)) return undefined;
  const result: number | undefined = ms(value as StringValue);
  return result !== undefined && result >= 0 && result <= LONGEST_MS ? result : undefined;
}

/** @param of the resource */
export function objectError(expected: string, of: string) {
  return (issue: { code?: string | undefined }) =>
    issue.code === "unrecognized_keys" ? `is not an argument of ${of}` : `must be ${expected}`;
}

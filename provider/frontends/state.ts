import * as z from "zod";
import { RECORD_FIELDS, RECORD_VERSION, type SessionRecord } from "../lifecycle";
import { recorded } from "../text/foreign";
import { ARGUMENT_NAMES, type CheckedArguments } from "./arguments";

/** The arguments after `check`. `__owner` identifies the resource in the journal, by project, stack and name. */
export type Inputs = CheckedArguments & { __provider?: string; __owner?: string };

/** What Pulumi keeps of a resource: its inputs and the session. */
export type State = Inputs & SessionRecord;

const text = z.string();
const vm = z.looseObject({ vmUuid: text, vmName: text });
/** Fields with a default may be missing: 0.1.0 omitted empty ones. */
const KINDS = {
  text,
  "text?": text.optional(),
  flag: z.boolean().default(false),
  "number?": z.number().optional(),
  phase: z.enum(["entering", "maintenance", "entry-failed", "owed", "foreign"]),
  vms: z.array(vm).default([]),
} as const;

/** Validates the record in a state. */
const recordSchema = z.object(
  Object.fromEntries(Object.entries(RECORD_FIELDS).map(([name, kind]) => [name, KINDS[kind]])),
);

/** Inputs and session as outputs. Undefined values are removed, because Pulumi cannot serialize them. */
export function toOutputs(inputs: Inputs, record: SessionRecord): State {
  return defined({ ...toInputs(inputs), ...recordedTexts(record) }) as State;
}

/** The session with every text fit for Pulumi to keep and to show. */
export function recordedTexts<T>(value: T): T {
  if (typeof value === "string") return recorded(value) as T;
  if (Array.isArray(value)) return value.map(recordedTexts) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, recordedTexts(one)])) as T;
}

/** The session in a state. @throws Error if the state is damaged or was written by a newer version */
export function toRecord(state: State): SessionRecord {
  const written = { what: "record", version: state.recordVersion ?? 1, newest: RECORD_VERSION };
  return defined(parsedState(recordSchema, state, written)) as SessionRecord;
}

/**
 * What a schema knows of a state.
 * @param written with which version of what
 * @throws Error if the state is damaged or was written by a newer version
 */
export function parsedState<Schema extends z.ZodType>(
  schema: Schema,
  state: object,
  { what, version, newest }: { what: string; version: number; newest: number },
): z.output<Schema> {
  if (version > newest) {
    throw new Error(
      `the state was written by a newer version of pulumi-cloudtower (${what} ${version}): update the package`,
    );
  }
  const parsed = schema.safeParse(state);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the state of this resource is damaged at ${issue?.path.join(".")}: ${issue?.message}`);
}

/** The inputs in a state; of inputs as the engine has them, those that count once the host is found. */
export function toInputs(state: Inputs): Inputs {
  const names = [...ARGUMENT_NAMES, "__provider", "__owner"] as const;
  return defined(Object.fromEntries(names.map((name) => [name, state[name]]))) as Inputs;
}

/** Without fields that are undefined, which Pulumi cannot serialize. */
export function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

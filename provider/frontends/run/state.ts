import * as z from "zod";
import { RUN_VERSION, type RunRecord, STAGES } from "../../runs";
import { recordedLines } from "../../text/foreign";
import { defined, parsedState, recordedTexts, type State as SessionState, toRecord } from "../state";
import { RUN_ARGUMENT_NAMES, type RunArguments } from "./arguments";

/** The arguments after `check`. `__owner` identifies the resource in journal and notes. */
export type RunInputs = RunArguments & { __provider?: string; __owner?: string };

/** What Pulumi keeps of a run: its inputs, and what is known of it. */
export type RunState = RunInputs & RunRecord;

/** Twice the 4 kB that are kept of a command's output, which may have been made visible. */
const LONGEST_OUTPUT = 8_192;

const command = z.object({
  name: z.string(),
  disk: z.string().optional(),
  at: z.string().optional(),
  isTagged: z.literal(true).optional(),
  until: z.string().optional(),
  machine: z.string().optional(),
});
const attempt = z.object({ round: z.string(), count: z.number(), until: z.string().optional() });
const times = z.record(z.string(), z.string());

/** Validates the record in a state. */
const SHAPE = {
  runVersion: z.number(),
  revision: z.string(),
  server: z.string(),
  hostId: z.string(),
  hostName: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  phase: z.enum(STAGES),
  round: z.string(),
  attempt: z.number(),
  begun: attempt.optional(),
  spared: z.boolean(),
  session: z.unknown().optional(),
  command: command.optional(),
  verification: command.optional(),
  hasRun: z.boolean(),
  isVerified: z.boolean(),
  rebootNote: z
    .object({ sentAt: z.string(), wentDownAt: z.string().optional(), isOverAt: z.string().optional() })
    .optional(),
  hasRebooted: z.boolean(),
  exitCode: z.number().optional(),
  output: z.string().optional(),
  times,
  receipt: z.object({ restored: z.number(), left: z.number(), failed: z.number() }).optional(),
} as const satisfies Record<keyof RunRecord, z.ZodType>;

const schema = z.object(SHAPE);

/** Inputs and record as outputs. Undefined values are removed, because Pulumi cannot serialize them. */
export function toRunOutputs(inputs: RunInputs, { output, ...record }: RunRecord): RunState {
  const kept = output === undefined ? {} : { output: recordedLines(output, LONGEST_OUTPUT) };
  return defined({ ...toRunInputs(inputs), ...recordedTexts(record), ...kept }) as RunState;
}

/** The run in a state. @throws Error if the state is damaged or was written by a newer version */
export function toRun(state: RunState): RunRecord {
  const written = { what: "run", version: state.runVersion, newest: RUN_VERSION };
  const { session, ...others } = parsedState(schema, state, written);
  return defined({
    ...others,
    ...(session === undefined ? {} : { session: toRecord(session as SessionState) }),
  }) as RunRecord;
}

/** The inputs in a state. */
export function toRunInputs(state: RunInputs): RunInputs {
  const names = [...RUN_ARGUMENT_NAMES, "__provider", "__owner"] as const;
  return defined(Object.fromEntries(names.map((name) => [name, state[name]]))) as RunInputs;
}

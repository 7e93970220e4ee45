import type { SessionRecord } from "../lifecycle";
import type { CheckedInputs } from "./inputs";

/** What Pulumi keeps of a resource: the inputs, the session beside them, and the serialized stub. */
export type State = Inputs & SessionRecord;

/** The inputs as they are after `check`; `__owner` is the resource by project, stack and name, for the journal. */
export type Inputs = CheckedInputs & { __provider?: string; __owner?: string };

/** Inputs and session as the outputs that Pulumi keeps; what is undefined is left out, which Pulumi cannot write. */
export function toOutputs(inputs: Inputs, record: SessionRecord): State {
  return defined({ ...inputs, ...record }) as State;
}

/** The session in the outputs that Pulumi kept. */
export function toRecord(state: State): SessionRecord {
  return defined({
    server: state.server,
    hostId: state.hostId,
    hostName: state.hostName,
    clusterId: state.clusterId,
    clusterName: state.clusterName,
    phase: state.phase,
    submittedAt: state.submittedAt,
    taskId: state.taskId,
    enteredAt: state.enteredAt,
    maintenanceJobId: state.maintenanceJobId,
    adopted: state.adopted ?? false,
    shutdownVms: state.shutdownVms ?? [],
    liveMigratedVms: state.liveMigratedVms ?? [],
    offlineMigratedVms: state.offlineMigratedVms ?? [],
  }) as SessionRecord;
}

const INPUTS = [
  "hostId",
  "allowShutdown",
  "restore",
  "ifAlreadyInMaintenance",
  "onForeignSession",
  "timeouts",
  "reason",
  "connection",
  "__provider",
  "__owner",
] as const satisfies (keyof Inputs)[];

/** The inputs in the outputs that Pulumi kept. */
export function toInputs(state: State): Inputs {
  return defined(Object.fromEntries(INPUTS.map((key) => [key, state[key]]))) as Inputs;
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

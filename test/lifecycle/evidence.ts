// Arguments for the pure functions of the lifecycle. Each builder makes the simplest value of its kind, and a test states only what
// matters to it.
import type { ExitPlan, Host, PlannedVm, Session, Task, Vm } from "../../provider/cloudtower";
import { CloudTowerError } from "../../provider/cloudtower/errors";
import type { MaintenanceRequest } from "../../provider/lifecycle";
import type { Fact, FactKind } from "../../provider/lifecycle/session/facts";
import type { KnownSession } from "../../provider/lifecycle/session/identity";
import type { RecordedLists, RecordedVm, SessionRecord } from "../../provider/lifecycle/session/record";
import type { Evidence, Sent, Submission } from "../../provider/lifecycle/situation/evidence";
import type { Restore, RestorePolicy } from "../../provider/lifecycle/vms/restore";

/** When our entry was submitted. */
const SUBMITTED = "2026-01-01T12:00:00.000Z";

/** This many minutes after our entry was submitted. */
export function minutes(later: number): string {
  return new Date(Date.parse(SUBMITTED) + later * 60_000).toISOString();
}

export function host(change: Partial<Host> = {}): Host {
  return {
    id: "host-1",
    name: "node-1",
    clusterId: "cluster-1",
    clusterName: "east",
    status: "CONNECTED_HEALTHY",
    managementIp: "10.0.0.1",
    ...change,
  };
}

export const IN_USE = host({ session: { state: "IN_USE" } });

export function entering(session: Partial<Session> = {}, change: Partial<Host> = {}): Host {
  return host({ session: { state: "ENTERING_MAINTENANCE_MODE", ...session }, ...change });
}

export function inMaintenance(session: Partial<Session> = {}, change: Partial<Host> = {}): Host {
  return host({ session: { state: "MAINTENANCE_MODE", ...session }, ...change });
}

export function task(status: string, change: Partial<Task> = {}): Task {
  return { id: "task-1", status, ...change };
}

/** Our session, entered. Its job id is `job-1`. */
export function record(change: Partial<SessionRecord> = {}): SessionRecord {
  return {
    recordVersion: 2,
    server: "https://tower.example.com",
    hostId: "host-1",
    hostName: "node-1",
    clusterId: "cluster-1",
    clusterName: "east",
    phase: "maintenance",
    submittedAt: SUBMITTED,
    taskId: "task-1",
    enteredAt: minutes(1),
    maintenanceJobId: "job-1",
    adopted: false,
    shutdownVms: [],
    liveMigratedVms: [],
    offlineMigratedVms: [],
    ...change,
  };
}

/** Our entry before its end is known: CloudTower has shown neither the session's id nor its time. */
export function submitted(change: Partial<SessionRecord> = {}): SessionRecord {
  const { enteredAt: _, maintenanceJobId: __, ...rest } = record({ phase: "entering" });
  return { ...rest, ...change };
}

/** A fact of our resource about this session. */
export function fact(kind: FactKind, about: SessionRecord = record(), change: Partial<Fact> = {}): Fact {
  return { kind, at: minutes(0), owner: "us", record: about, ...change };
}

const CAUSE = new CloudTowerError("CloudTower said no", {
  operation: "EnterMaintenanceMode",
  server: "https://tower.example.com",
  fate: "unknown",
  transient: false,
});

/** A call that was sent: its last answer, and the number of lost answers. */
export const sent = {
  accepted: (lost = 0): Sent => ({ last: { is: "accepted", taskId: "task-1" }, lost }),
  /** Done at once: CloudTower gave no task. */
  done: (lost = 0): Sent => ({ last: { is: "accepted", taskId: undefined }, lost }),
  refused: (lost = 0, isFinal = true): Sent => ({ last: { is: "refused", cause: CAUSE, isFinal }, lost }),
  lost: (lost = 1): Sent => ({ last: { is: "lost", cause: CAUSE }, lost }),
  notSent: (lost = 0): Sent => ({ last: { is: "not sent", cause: CAUSE } satisfies Submission, lost }),
};

const RESTORE: Restore = {
  lists: { powerOn: [], liveMigrateBack: [], offlineMigrateBack: [] },
  notes: new Map(),
  nameless: [],
};

/** What a run has done: `entry` and `exit` are calls. */
export interface RunSoFar {
  entry?: Sent;
  entryTask?: Task;
  exit?: Sent & { session?: KnownSession };
  exitTask?: Task;
  adopted?: boolean;
}

export function run({ entry, exit, ...rest }: RunSoFar = {}): Evidence["run"] {
  return {
    ...rest,
    ...(entry ? { entry: { ...entry, record: submitted() } } : {}),
    ...(exit ? { exit: { ...exit, restore: RESTORE } } : {}),
  };
}

/** Evidence of a host that is shown, as `us` sees it. */
export function evidence(
  shown: Host,
  { run: soFar, ...change }: Partial<Omit<Evidence, "run">> & { run?: RunSoFar } = {},
): Evidence {
  return {
    record: undefined,
    facts: [],
    owner: "us",
    host: { is: "shown", host: shown },
    entryTask: undefined,
    liveTasks: [],
    tags: {},
    run: run(soFar),
    seenAt: Date.parse(SUBMITTED),
    ...change,
  };
}

/** A VM by a short name, which is also its UUID. It runs on our host. */
export function vm(name: string, change: Partial<Vm> = {}): Vm {
  return {
    id: `id-${name}`,
    vmUuid: name,
    name,
    powerState: "RUNNING",
    hostId: "host-1",
    hostName: "node-1",
    ...change,
  };
}

/** The current VMs, by UUID. */
export function vmsNow(...vms: Vm[]): Map<string, Vm> {
  return new Map(vms.map((seen) => [seen.vmUuid, seen]));
}

export function recordedVm(name: string, change: Partial<RecordedVm> = {}): RecordedVm {
  return { vmUuid: name, vmName: name, ...change };
}

export function plannedVm(name: string, change: Partial<PlannedVm> = {}): PlannedVm {
  return { vmUuid: name, vmName: name, ...change };
}

export function lists(change: Partial<RecordedLists> = {}): RecordedLists {
  return { shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [], ...change };
}

/** Names in each of the three lists, in their order. */
export function listedNames({ shutdownVms, liveMigratedVms, offlineMigratedVms }: RecordedLists): string[][] {
  return [shutdownVms, liveMigratedVms, offlineMigratedVms].map((vms) => vms.map(({ vmName }) => vmName));
}

/** A request. By default, neither to adopt a session nor to end one that is not ours. */
export function asked(change: Partial<MaintenanceRequest> = {}): MaintenanceRequest {
  return { ifAlreadyInMaintenance: "fail", onForeignSession: "refuse", ...change } as MaintenanceRequest;
}

/** What the user wants back. */
export function policy(change: Partial<RestorePolicy> = {}): RestorePolicy {
  return { powerOn: "all", liveMigrateBack: "all", offlineMigrateBack: "all", changed: "skip", ...change };
}

/** CloudTower's exit plan. */
export function exitPlan(change: Partial<ExitPlan> = {}): ExitPlan {
  return { shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [], ...change };
}

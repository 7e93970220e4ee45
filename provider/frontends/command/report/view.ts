import { createHash } from "node:crypto";
import { basename } from "node:path";
import { timeOf } from "../../../clock";
import type { KeptReceipt } from "../../../journal";
import type { Did, Ending, SessionRecord, VmOutcome, Who } from "../../../lifecycle";

/** The version of the JSON below. New fields do not raise it. */
const REPORT_VERSION = 1;
const SHORT = 6;

type RecordedVm = SessionRecord["shutdownVms"][number];

/** A report as JSON. Null: not recorded, or not known. Times are ISO 8601. `docs/reference.md` describes it. */
export interface Report {
  reportVersion: typeof REPORT_VERSION;
  /** Names the session in this journal. */
  session: string;
  receipt: string;
  cloudTower: string;
  host: { name: string; id: string; clusterName: string; clusterId: string };
  resource: { project: string; stack: string; name: string };
  reason: string | null;
  /** Was the session taken over rather than begun? */
  adopted: boolean;
  enteredBy: Who | null;
  endedBy: Who | null;
  ending: Ending | null;
  submittedAt: string | null;
  enteredAt: string | null;
  entryOverAt: string | null;
  exitBeganAt: string | null;
  leftAt: string | null;
  writtenAt: string | null;
  /** From the beginning of the entry to the end of the exit. */
  maintenanceSeconds: number | null;
  vms: VmReport[];
}

/** What happened to one VM. */
export interface VmReport {
  name: string;
  uuid: string;
  did: Did | null;
  /** Before the entry. */
  powerBefore: string | null;
  outcome: VmOutcome["outcome"];
  /** Why it was left or failed. */
  why: string | null;
  powerLostAt: string | null;
  /** The latest time at which it can have come back. */
  powerBackAt: string | null;
  /** At the most. */
  withoutPowerSeconds: number | null;
  stoppedBySomebodyAt: string | null;
  power: string | null;
  host: string | null;
}

/** Everything that a receipt tells. Nothing is made up for what an older one lacks. */
export function reportOf(kept: KeptReceipt): Report {
  const { path, owner, record, receipt } = kept;
  const [project = "", stack = "", ...name] = owner.split("/");
  const { hostName, hostId, clusterName, clusterId, enteredAt } = record;
  return {
    reportVersion: REPORT_VERSION,
    session: sessionOf(path),
    receipt: path,
    cloudTower: record.server,
    host: { name: hostName, id: hostId, clusterName, clusterId },
    resource: { project, stack, name: name.join("/") },
    reason: receipt.reason ?? null,
    adopted: record.adopted,
    enteredBy: receipt.enteredBy ?? null,
    endedBy: receipt.endedBy ?? null,
    ending: receipt.ending ?? null,
    submittedAt: record.submittedAt ?? null,
    enteredAt: enteredAt ?? null,
    entryOverAt: receipt.entryOverAt ?? null,
    exitBeganAt: receipt.exitBeganAt ?? null,
    leftAt: receipt.leftAt ?? null,
    writtenAt: receipt.writtenAt ?? null,
    maintenanceSeconds: secondsBetween(enteredAt, receipt.leftAt),
    vms: receipt.vms.map((vm) => vmReport(vm, record)),
  };
}

/** The short name of a session: the same in every list, whatever else is in the journal. */
export function sessionOf(path: string): string {
  return createHash("sha256").update(basename(path)).digest("hex").slice(0, SHORT);
}

function vmReport(vm: VmOutcome, record: SessionRecord): VmReport {
  const did = vm.did ?? listedAs(vm, record);
  return {
    name: vm.vmName,
    uuid: vm.vmUuid,
    did: did ?? null,
    powerBefore: powerBefore(vm, record),
    outcome: vm.outcome,
    why: vm.why ?? null,
    powerLostAt: vm.offAt ?? null,
    powerBackAt: vm.onAt ?? null,
    withoutPowerSeconds: secondsBetween(vm.offAt, vm.onAt),
    stoppedBySomebodyAt: vm.stoppedAt ?? null,
    power: vm.powerState ?? null,
    host: vm.hostName ?? null,
  };
}

/** An older receipt says it by its lists, if the host did enter. Of VMs that were off it does not say whether they moved. */
function listedAs({ vmUuid }: VmOutcome, { phase, shutdownVms, liveMigratedVms }: SessionRecord): Did | undefined {
  if (phase !== "maintenance") return undefined;
  if (shutdownVms.some((vm) => vm.vmUuid === vmUuid)) return "shut down";
  return liveMigratedVms.some((vm) => vm.vmUuid === vmUuid) ? "migrated" : undefined;
}

/** VMs that had to be shut down ran, and only those that ran are migrated live. */
function powerBefore({ vmUuid }: VmOutcome, record: SessionRecord): string | null {
  const isIt = (vm: RecordedVm) => vm.vmUuid === vmUuid;
  if (record.shutdownVms.some(isIt)) return "RUNNING";
  const live = record.liveMigratedVms.find(isIt);
  return (live ?? record.offlineMigratedVms.find(isIt))?.powerState ?? (live ? "RUNNING" : null);
}

/** The times are those of two clocks, which may differ by a little. */
function secondsBetween(from: string | undefined, to: string | undefined): number | null {
  const ms = timeOf(to) - timeOf(from);
  return Number.isNaN(ms) ? null : Math.max(0, Math.round(ms / 1_000));
}

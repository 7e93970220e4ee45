import type { Attempt, SessionRecord } from "../lifecycle";
import type { RebootNote } from "./reboot";

/**
 * The stages of a run, in order. The phase of a run is the stage that it is in; after `done`, the host is in use again.
 * - `gate`: `unless`, then the alerts of the cluster.
 * - `entering`: precheck, consent, enter call, as for HostMaintenanceMode.
 * - `exiting`: the exit, and giving back what is owed.
 */
export const STAGES = ["gate", "entering", "running", "rebooting", "verifying", "exiting", "done"] as const;
export type Stage = (typeof STAGES)[number];

/** A command that was begun, or is about to be, and whose end is not recorded. */
export interface Begun {
  /** Its record, below the directory of the run's notes; empty if that is not known. */
  name: string;
  /** The disk on which that is. */
  disk?: string;
  /** ISO 8601, by the clock of that machine; absent if only the state of the host, or its name tag, tells of it. */
  at?: string;
  /** Does the host's name tag say that it was begun? */
  isTagged?: true;
  /** When its time limit has ended it at the latest. */
  until?: string;
  machine?: string;
}

/** ISO 8601, by the clock of the machine that ran it: when the round began, and when each stage was over. */
export interface StageTimes {
  began?: string;
  entered?: string;
  ran?: string;
  rebooted?: string;
  verified?: string;
  exited?: string;
}

/** What the exit did for the VMs, in numbers. */
export interface Restored {
  restored: number;
  left: number;
  failed: number;
}

/** The version of new records. */
export const RUN_VERSION = 1;

/** What is known of a run. Pulumi's state keeps it, and so do the notes on disk, which are never behind on the machine that works. */
export interface RunRecord {
  runVersion: number;
  /** Names this record: each note has another one. */
  revision: string;
  server: string;
  /** CloudTower's id of the host; also the resource's id. */
  hostId: string;
  hostName: string;
  clusterId: string;
  clusterName: string;
  phase: Stage;
  /** Identifies what is to be done. Another command, verification, reboot or trigger is another round. */
  round: string;
  /** How often `run` was started in this round. */
  attempt: number;
  /** The last `run` that was begun, of whatever round. */
  begun?: Attempt;
  /** Did `unless` find that nothing was to be done? */
  spared: boolean;
  /** The session, until it is over. */
  session?: SessionRecord;
  /** `run` or `verify`, while their end is not recorded. */
  command?: Begun;
  verification?: Begun;
  /** Has `run` succeeded in this round? And `verify`, in this session? */
  hasRun: boolean;
  isVerified: boolean;
  /** The reboot of this session. */
  rebootNote?: RebootNote;
  hasRebooted: boolean;
  /** Of the last command that ended. */
  exitCode?: number;
  /** The last 4 kB that it printed. */
  output?: string;
  times: StageTimes;
  receipt?: Restored;
}

/** The names of its fields, which are outputs of the resource. They never change, because existing states contain them. */
export const RUN_FIELDS = Object.keys({
  runVersion: 1,
  revision: 1,
  server: 1,
  hostId: 1,
  hostName: 1,
  clusterId: 1,
  clusterName: 1,
  phase: 1,
  round: 1,
  attempt: 1,
  begun: 1,
  spared: 1,
  session: 1,
  command: 1,
  verification: 1,
  hasRun: 1,
  isVerified: 1,
  rebootNote: 1,
  hasRebooted: 1,
  exitCode: 1,
  output: 1,
  times: 1,
  receipt: 1,
} satisfies Record<keyof RunRecord, 1>) as (keyof RunRecord)[];

/** Could the run be forgotten without losing anything? */
export function isUntouched({ session, attempt, command }: RunRecord): boolean {
  return session === undefined && attempt === 0 && command === undefined;
}

/** @throws Error if what a disk has is not a record, as far as decisions depend on it. @param where its file */
export function mustBeRun({ record }: Noted, where: string): void {
  const { runVersion, revision, hostId, phase, round, attempt, hasRun, hasRebooted, isVerified, times } = record;
  if (runVersion > RUN_VERSION) {
    throw new Error(`${where} was written by a newer version of pulumi-cloudtower: update the package`);
  }
  const isWhole =
    [revision, hostId, round].every((value) => typeof value === "string") &&
    [hasRun, hasRebooted, isVerified].every((value) => typeof value === "boolean") &&
    typeof attempt === "number" &&
    typeof times === "object" &&
    STAGES.some((stage) => stage === phase);
  if (!isWhole) {
    throw new Error(
      `${where} is damaged. Move it away to go on without it: what the command of an earlier run has done is then asked`,
    );
  }
}

/** What a disk knows of a run. */
export interface Noted {
  record: RunRecord;
  /** The revision in Pulumi's state from which this has gone on; absent if the state had nothing. */
  basis?: string | undefined;
}

/** The later of two records of one run. Notes that go on from another state are old: another machine has gone on since. */
export function later(inState: RunRecord | undefined, noted: Noted | undefined): RunRecord | undefined {
  if (!inState || !noted) return inState ?? noted?.record;
  return noted.record.revision === inState.revision || isAhead(noted, inState) ? noted.record : inState;
}

/** Do the notes know more than the state, because a process that went on from it died? */
export function isAhead({ record, basis }: Noted, { revision }: Pick<RunRecord, "revision">): boolean {
  return basis === revision && record.revision !== revision;
}

/** The same run with another round, if what is to be done has changed. */
export function forRound(record: RunRecord, round: string): RunRecord {
  if (record.round === round) return record;
  // What an earlier round verifies is not what this one does.
  const { rebootNote, verification: _, exitCode: __, output: ___, receipt: ____, ...rest } = record;
  const isOpen = record.session !== undefined;
  return {
    ...rest,
    round,
    phase: isOpen ? record.phase : "gate",
    attempt: 0,
    spared: false,
    hasRun: false,
    hasRebooted: false,
    isVerified: false,
    times: isOpen && record.times.entered ? { entered: record.times.entered } : {},
    // A reboot is sent at most once in a session, whatever it was for.
    ...(isOpen && rebootNote ? { rebootNote } : {}),
  };
}

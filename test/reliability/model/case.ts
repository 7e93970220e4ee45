import type { Fault, QuirkSettings } from "../../../simulator";

/** Some VMs, by their numbers, named in one of two ways. */
export type Who = "all" | "none" | { vms: number[]; by: "uuid" | "name" };

/** The program's arguments. */
export interface Policy {
  consent: Who;
  /** The stack's setting. */
  cap: Who;
  powerOn: Who;
  liveMigrateBack: Who;
  offlineMigrateBack: Who;
  changed: "skip" | "include";
  ifAlreadyInMaintenance: "fail" | "adopt";
  onForeignSession: "refuse" | "exit";
  timeoutSeconds: number;
  /** How long a refusal that may pass is waited for. */
  waitToEnterSeconds: number;
  waitToExitSeconds: number;
}

/**
 * What somebody else does in CloudTower, or what happens there by itself. `exitBare` leaves the VMs where and as they are;
 * `replaceSession` ends the session that is on the host and begins another; `bounceVm` starts a VM and stops it again; `drs` is
 * the cluster's scheduler; a `recovery` may end by itself.
 */
export type Action =
  | { act: "startVm" | "stopVm" | "bounceVm" | "renameVm" | "deleteVm" | "recycleVm"; vm: number }
  | { act: "ignoreShutdown"; vm: number; obeysAfterMs: number | undefined }
  | { act: "moveVm" | "drs"; vm: number; host: number }
  | { act: "enter" | "exit" | "exitBare"; host: number; atOnce: boolean }
  | { act: "replaceSession" | "powerOff" | "powerOn" | "renameHost" | "restart"; host: number }
  | { act: "recovery"; on: boolean; seconds?: number | undefined }
  | { act: "failover"; gapSeconds: number };

/** Something that happens while a verb runs. */
export interface Meanwhile {
  afterMs: number;
  action: Action;
}

export type MutatingCall = "EnterMaintenanceMode" | "ExitMaintenanceMode" | "StartVm" | "MigrateVm";

/**
 * The engine is killed when so many requests of a verb came before, or at the verb's end where those are fewer: either
 * way Pulumi keeps nothing of it. At "answer" CloudTower has heard that request, and nobody hears its answer.
 */
export interface Kill {
  request: number;
  /** Counted from this call on: most requests of a verb only look, and the moments that matter are around these. */
  from?: MutatingCall | undefined;
  at: "request" | "answer";
}

/** A command, and what happens during it. */
interface Command {
  kill?: Kill;
  meanwhile?: Meanwhile;
}

/**
 * A CloudTower that the settings give by mistake: one with other ids, or one restored from a backup, with equal ids, on
 * which the host is in use or in somebody else's session.
 */
export type Elsewhere = "other ids" | "in use there" | "in maintenance there";

/**
 * `machine`: the commands that follow run on this one, whose journal knows only what was done on it; what Pulumi's state has
 * is known on all. `sibling`: a command for another resource of the stack, with another host of the cluster.
 */
export type Step =
  | ({ do: "up"; policy?: Policy; isPreviewed?: boolean } & Command)
  | { do: "machine"; number: number }
  | { do: "sibling"; verb: "up" | "destroy" }
  | ({ do: "refresh" } & Command)
  | ({ do: "destroy" } & Command)
  | { do: "destroyElsewhere"; where: Elsewhere }
  | { do: "operator"; action: Action; afterSeconds: number }
  | { do: "fault"; fault: Fault }
  | { do: "wait"; seconds: number };

interface VmSpec {
  power: "running" | "stopped" | "suspended";
  memoryGiB: number;
  ha: boolean;
  passthrough: boolean;
  mustPlacement: boolean;
}

/** Host number 0 is the resource's. */
export interface ClusterSpec {
  hosts: { memoryGiB: number; vms: VmSpec[] }[];
  /** The number of the VM that CloudTower runs in. */
  own?: number | undefined;
  /** How often DRS moves on a VM that an entry moved, by the simulator's clock; 0: never. */
  drsEveryMs: number;
  /** Has CloudTower a standby that can take over? */
  hasStandby: boolean;
  /** Do names of VMs, hosts and the cluster mean harm? */
  isHostile?: boolean | undefined;
}

export interface Case {
  cluster: ClusterSpec;
  quirks: QuirkSettings;
  policy: Policy;
  steps: Step[];
  /** Does the resource write name tags? */
  hasNameTag?: boolean;
  /** Of the provider's jitter and the simulator's randomness. */
  seed: number;
}

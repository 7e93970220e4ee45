import type { Fault, QuirkSettings } from "../../../simulator";

/** Some VMs, by their numbers, named in one of two ways. */
export type Who = "all" | "none" | { vms: number[]; by: "uuid" | "name" };

/** What the program says. */
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
}

/**
 * What somebody else does in CloudTower. `exitBare` leaves the VMs where and as they are; `replaceSession` ends the
 * session that is on the host and begins another.
 */
export type Action =
  | { act: "startVm" | "stopVm" | "renameVm" | "deleteVm" | "recycleVm"; vm: number }
  | { act: "moveVm"; vm: number; host: number }
  | { act: "enter" | "exit" | "exitBare"; host: number; atOnce: boolean }
  | { act: "replaceSession" | "powerOff" | "powerOn" | "renameHost"; host: number }
  | { act: "recovery"; on: boolean };

/** Something that happens while a verb is at work. */
export interface Meanwhile {
  afterMs: number;
  action: Action;
}

export type Step =
  /** `killed`: the engine is killed at the end of a create, so that Pulumi keeps nothing. */
  | { do: "up"; policy?: Policy; killed: boolean; meanwhile?: Meanwhile }
  | { do: "refresh"; meanwhile?: Meanwhile }
  | { do: "destroy"; meanwhile?: Meanwhile }
  | { do: "destroyElsewhere" }
  | { do: "operator"; action: Action }
  | { do: "fault"; fault: Fault }
  | { do: "wait"; seconds: number };

export interface VmSpec {
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
}

export interface Case {
  cluster: ClusterSpec;
  quirks: QuirkSettings;
  policy: Policy;
  steps: Step[];
  /** Of the provider's jitter and the simulator's randomness. */
  seed: number;
}

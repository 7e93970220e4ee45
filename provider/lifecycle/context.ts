import type { Clock } from "../clock";
import type { CloudTower, Host } from "../cloudtower";
import { asName } from "../text/foreign";
import type { FactStore } from "./session/facts";
import type { RestorePolicy } from "./vms/restore";
import type { VmList } from "./vms/selector";

/** Where a verb tells what it is doing. */
export interface Progress {
  /** Something that stays true and is worth reading later: one line a phase. */
  line(text: string): void;
  /** Something that a person has to look at. */
  warn(text: string): void;
  /** What is going on just now, replaced by the next: may be dropped. */
  status(text: string): void;
}

/** What it takes to look at a CloudTower. */
export interface Sight {
  cloudTower: CloudTower;
  clock: Clock;
  signal: AbortSignal;
}

/** All that a verb needs from outside. */
export interface Context extends Sight {
  progress: Progress;
  /** What is known beyond the state. */
  facts: FactStore;
  /** The host that this run of the engine has already taken out for this resource, in a replacement. */
  justLeft?: { hostName: string; clusterId: string } | undefined;
  /** Hears which host it is, as soon as that is known. */
  seen?: ((host: Host) => void) | undefined;
  /** In one run, one host of a cluster enters. Resolves with the name of another one that comes first, if there is one. */
  claim?: ((host: Host) => Promise<string | undefined>) | undefined;
}

/** What a resource and its stack allow to be shut down. */
export interface Consent {
  /** The resource's consent, or what stands in for it. */
  consent: VmList;
  /** The stack's setting: no resource may go beyond it. Absent: no limit. */
  cap?: VmList | undefined;
}

/** What a program asks for, defaults filled in. */
export interface MaintenanceRequest extends Consent {
  hostId: string;
  restore: RestorePolicy;
  /** What to do with a host that is in a session which is not ours, before an entry. */
  ifAlreadyInMaintenance: "fail" | "adopt";
  /** What to do with it at the end. */
  onForeignSession: "refuse" | "exit";
  timeouts: Timeouts;
  /** Free text of the user's. */
  reason?: string | undefined;
  /** Which arguments differ from those in the state. Absent: taken to differ. */
  changed?: { consent: boolean; restore: boolean } | undefined;
}

/** How long each part may take, in milliseconds. */
export interface Timeouts {
  precheckMs: number;
  /** How long a refusal to enter that may pass is asked about again; added to `enterMs`. Default: 0. */
  waitToEnterMs?: number | undefined;
  enterMs: number;
  /** How long a host that is not ready to exit is waited for; added to `exitMs`. Default: 0. */
  waitToExitMs?: number | undefined;
  exitMs: number;
}

/** The same context, whose every line says which host it is about. */
export function forHost(context: Context, hostName: string): Context {
  const { progress } = context;
  const host = asName(hostName);
  return {
    ...context,
    progress: {
      line: (text) => progress.line(`${host}: ${text}`),
      warn: (text) => progress.warn(`${host}: ${text}`),
      status: (text) => progress.status(`${host}: ${text}`),
    },
  };
}

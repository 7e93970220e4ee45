import type { Host } from "../cloudtower";
import { asName } from "../text/foreign";
import type { FactStore } from "./session/facts";
import type { Who } from "./session/receipt";
import type { Sight } from "./session/sight";
import type { TagOwner } from "./session/tag";
import type { RestorePolicy } from "./vms/restore";
import type { VmList } from "./vms/selector";

/** Reports what a verb is doing. */
export interface Progress {
  /** A fact worth reading later. About one line per phase. */
  line(text: string): void;
  /** A fact that somebody should look into. */
  warn(text: string): void;
  /** The current activity, replaced by the next one. Absent if nobody is watching. */
  status?: ((text: string) => void) | undefined;
  /** A sign of life in a log, about once a minute, which nobody needs at the end. Absent if there is only {@link line}. */
  beat?: ((text: string) => void) | undefined;
}

/** Everything that a verb needs from outside. */
export interface Context extends Sight {
  progress: Progress;
  /** Facts that Pulumi's state may lack. */
  facts: FactStore;
  /** For name tags: what the facts do not know of the owner. */
  nameTag?: Omit<TagOwner, "owner"> | undefined;
  /** Who runs the command. */
  by?: Who | undefined;
  /** In a replacement: the host that this resource has already taken out of maintenance in this run of the engine. */
  justLeft?: { hostName: string; clusterId: string } | undefined;
  /** Called with the host as soon as it has been read. */
  seen?: ((host: Host) => void) | undefined;
  /**
   * Claims the cluster for this host: in one run, only one host of a cluster may enter. Resolves to the name of the
   * host that holds the claim, if it is a different one.
   */
  claim?: ((host: Host) => Promise<string | undefined>) | undefined;
}

/** Which VMs the resource and its stack allow to be shut down. */
export interface Consent {
  /** The resource's consent, or the default that replaces it. */
  consent: VmList;
  /** The stack's limit, which no resource may exceed. Absent: no limit. */
  cap?: VmList | undefined;
}

/** What a program asks for, with defaults filled in. */
export interface MaintenanceRequest extends Consent {
  hostId: string;
  restore: RestorePolicy;
  /** What an entry does with a host that is already in a session of somebody else. */
  ifAlreadyInMaintenance: "fail" | "adopt";
  /** What a destroy does with such a session. */
  onForeignSession: "refuse" | "exit";
  timeouts: Timeouts;
  /** The user's free text. */
  reason?: string | undefined;
  /** Which arguments differ from the state. Absent: all of them. */
  changed?: { consent: boolean; restore: boolean } | undefined;
}

/** Time limits, in milliseconds. */
export interface Timeouts {
  precheckMs: number;
  /** How long to retry a refusal to enter that may be temporary, in addition to `enterMs`. Default: 0. */
  waitToEnterMs?: number | undefined;
  enterMs: number;
  /** How long to wait for a host that cannot exit yet, in addition to `exitMs`. Default: 0. */
  waitToExitMs?: number | undefined;
  exitMs: number;
}

/** Says that something goes on, unless somebody watches it anyway. */
export function beat({ status, beat, line }: Progress, text: string): void {
  if (!status) (beat ?? line)(text);
}

/** The same context, with the host's name at the start of every line. */
export function forHost(context: Context, hostName: string): Context {
  const { progress } = context;
  const host = asName(hostName);
  return {
    ...context,
    progress: {
      line: (text) => progress.line(`${host}: ${text}`),
      warn: (text) => progress.warn(`${host}: ${text}`),
      status: progress.status,
      beat: progress.beat && ((text) => progress.beat?.(`${host}: ${text}`)),
    },
  };
}

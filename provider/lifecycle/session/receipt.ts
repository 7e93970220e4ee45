/** Who ran a command. Names only, never a credential. */
export interface Who {
  /** The account of the operating system, with the machine: `ada@build-7`. */
  account: string;
  /** The user in CloudTower; absent with a token. */
  towerUser?: string | undefined;
}

/** What a session did with a VM. `moved while off`: migrated without running. */
export type Did = "shut down" | "migrated" | "moved while off" | "not touched";

/** What is known of a VM's power and place. A field is absent if it is not known. */
export interface VmTrace {
  did?: Did;
  /** When the session took its power; by the cluster's clock. */
  offAt?: string;
  /** When it ran again at the latest: the end of the task that started it. By CloudTower's clock. */
  onAt?: string;
  /** When somebody stopped it after the entry; by the cluster's clock. */
  stoppedAt?: string;
  /** When the receipt was written. */
  powerState?: string;
  hostName?: string;
}

/** What happened to one VM. */
export interface VmOutcome extends VmTrace {
  vmUuid: string;
  vmName: string;
  outcome: "restored" | "left" | "failed";
  /** The reason, if it was left or failed. */
  why?: string;
}

/**
 * How a session ended.
 * - `exit`: by an exit of this resource.
 * - `exit of another session`: the same, but the session on the host was not ours.
 * - `somebody else`: the host was found in use.
 * - `failed entry`: the host never was in maintenance.
 * - `host gone`: the host was removed from its cluster.
 */
export type Ending = "exit" | "exit of another session" | "somebody else" | "failed entry" | "host gone";

/** What became of a session and of each of its VMs, in full: for people who were not there. Times are ISO 8601. */
export interface Receipt {
  vms: VmOutcome[];
  /** How it ended; this and the rest are absent in receipts of 0.1.0. */
  ending?: Ending;
  /** When the end of the entry was seen, by the clock of the machine that ran it. CloudTower's time is that of its beginning. */
  entryOverAt?: string;
  /** When the exit began. */
  exitBeganAt?: string;
  /** When the host was out of maintenance, by CloudTower's clock; absent if that is not known. */
  leftAt?: string;
  /** When this was written, by CloudTower's clock. */
  writtenAt?: string;
  /** The argument `reason`. */
  reason?: string;
  /** Who entered or adopted, as far as this journal knows. */
  enteredBy?: Who;
  /** Who ran the command that wrote this. */
  endedBy?: Who;
}

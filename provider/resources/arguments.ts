import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a maintenance session. */
export interface HostMaintenanceModeArgs {
  /**
   * CloudTower's id of the host to put into maintenance, for example from {@link getHost}. Give this or `hostName`.
   * If you change it, the old host leaves maintenance before the new one enters.
   */
  hostId?: pulumi.Input<string> | undefined;
  /**
   * The name of the host, in place of `hostId`. It is looked up when it, `cluster` or `connection` changes: an unchanged program
   * asks nothing, and a host that is renamed in CloudTower is no change.
   */
  hostName?: pulumi.Input<string> | undefined;
  /** Name or id of the cluster in which to look for `hostName`, if the name alone is ambiguous. */
  cluster?: pulumi.Input<string> | undefined;
  /**
   * Which VMs may be shut down if they cannot migrate: `"all"`, `"none"`, or a list of VM names or UUIDs. An entry that would
   * shut down any other VM is refused before anything is touched.
   * @default the setting `cloudtower:allowShutdown`, else `"none"`
   */
  allowShutdown?: pulumi.Input<VmSelection> | undefined;
  /** Which VMs destroy brings back. */
  restore?: pulumi.Input<MaintenanceRestore> | undefined;
  /**
   * What to do if the host is already in or entering maintenance and this resource did not put it there: `"fail"`, or
   * `"adopt"`, which takes over that session. Nothing is submitted then, and destroy ends the session.
   * @default "fail"
   */
  ifAlreadyInMaintenance?: pulumi.Input<"fail" | "adopt"> | undefined;
  /**
   * What destroy does if the host is in a session that is not this resource's: `"refuse"`, or `"exit"`, which ends it. `"exit"` is
   * also needed to adopt a session of another stack.
   * @default "refuse"
   */
  onForeignSession?: pulumi.Input<"refuse" | "exit"> | undefined;
  /** How long each part may take. Pulumi's option `customTimeouts` sets `enter` and `exit` if they are not given here. */
  timeouts?: pulumi.Input<MaintenanceTimeouts> | undefined;
  /** Free text, logged and kept in the state, for example `"replace DIMM A2"`. At most 1000 characters. */
  reason?: pulumi.Input<string> | undefined;
  /**
   * The CloudTower to use: a name from the setting `cloudtower:connections`.
   * @default the CloudTower of the settings `cloudtower:server`, `cloudtower:username` and so on
   */
  connection?: pulumi.Input<string> | undefined;
}

/** `"all"`, `"none"`, or VM names or UUIDs. Order and duplicates make no difference. */
export type VmSelection = "all" | "none" | pulumi.Input<string>[];

/** The same, or all VMs except some. */
export type RestoreSelection = VmSelection | { except: pulumi.Input<string>[] };

/** Which VMs destroy brings back. It leaves the others as they are, and names them. */
export interface MaintenanceRestore {
  /** VMs that the entry shut down. @default "all" */
  powerOn?: pulumi.Input<RestoreSelection> | undefined;
  /** VMs that migrated while running. @default "all" */
  liveMigrateBack?: pulumi.Input<RestoreSelection> | undefined;
  /** VMs that migrated while stopped. @default "all" */
  offlineMigrateBack?: pulumi.Input<RestoreSelection> | undefined;
  /**
   * What to do with VMs that were moved, started or stopped by somebody, or moved by DRS, since the entry. `"skip"` does not
   * migrate them back, because that could undo what a person did on purpose. VMs that the entry shut down are powered on in
   * either case.
   * @default "skip"
   */
  changed?: pulumi.Input<"include" | "skip"> | undefined;
}

/** Durations with a unit, for example `"90s"`, `"10m"`, `"2h"`; at most `"7d"`. */
export interface MaintenanceTimeouts {
  /** @default "10m" */
  precheck?: pulumi.Input<string> | undefined;
  /**
   * How long up retries while CloudTower refuses the entry for a reason that may pass: for example, while the cluster recovers
   * data after another host came back. Added to `enter`. @default "0s"
   */
  waitToEnter?: pulumi.Input<string> | undefined;
  /** From the enter call until the host is in maintenance. @default "2h" */
  enter?: pulumi.Input<string> | undefined;
  /**
   * How long destroy waits for a host that is not ready to leave maintenance: it reboots, or its services are not up yet.
   * Added to `exit`. @default "30m"
   */
  waitToExit?: pulumi.Input<string> | undefined;
  /** From the start of destroy until the VMs are back, including tasks of the host that are still running. @default "2h" */
  exit?: pulumi.Input<string> | undefined;
}

/** The arguments as outputs: with their defaults. */
export interface CheckedHostMaintenanceModeArgs {
  allowShutdown: "all" | "none" | string[] | undefined;
  restore: {
    powerOn: "all" | "none" | string[] | { except: string[] };
    liveMigrateBack: "all" | "none" | string[] | { except: string[] };
    offlineMigrateBack: "all" | "none" | string[] | { except: string[] };
    changed: "include" | "skip";
  };
  ifAlreadyInMaintenance: "fail" | "adopt";
  onForeignSession: "refuse" | "exit";
  timeouts: { precheck: string; waitToEnter: string; enter: string; waitToExit: string; exit: string };
  reason: string | undefined;
  connection: string | undefined;
}

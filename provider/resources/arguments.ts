import type * as pulumi from "@pulumi/pulumi";

/** What a program says about a maintenance session. */
export interface HostMaintenanceModeArgs {
  /**
   * The host to put into maintenance, by CloudTower's id: a literal, or from {@link getHost}.
   * If you change it, the old host leaves maintenance before the new one enters.
   */
  hostId: pulumi.Input<string>;
  /**
   * Which VMs may be shut down, where the precheck lists VMs that cannot migrate: `"all"`, `"none"`, or a list of VM
   * names or UUIDs. An entry that would shut down any other VM fails before anything is touched.
   * @default the setting `cloudtower:allowShutdown`, else `"all"`
   */
  allowShutdown?: pulumi.Input<VmSelection> | undefined;
  /** Which VMs destroy brings back. */
  restore?: pulumi.Input<MaintenanceRestore> | undefined;
  /**
   * What to do when the host is in or entering maintenance already and this resource did not put it there: `"fail"`, or
   * `"adopt"`, which takes that session over: nothing is submitted, and destroy ends it.
   * @default "fail"
   */
  ifAlreadyInMaintenance?: pulumi.Input<"fail" | "adopt"> | undefined;
  /**
   * What destroy does when the host is in another session than this resource's: `"refuse"`, or `"exit"`, which ends it.
   * @default "refuse"
   */
  onForeignSession?: pulumi.Input<"refuse" | "exit"> | undefined;
  /** How long each part may take. Where it says nothing, the option `customTimeouts` counts for `enter` and `exit`. */
  timeouts?: pulumi.Input<MaintenanceTimeouts> | undefined;
  /** Free text: logged and kept, for example `"replace DIMM A2"`. At most 1000 characters. */
  reason?: pulumi.Input<string> | undefined;
  /**
   * The CloudTower to talk to: an entry of the setting `cloudtower:connections`.
   * @default the settings `cloudtower:server` and those beside it
   */
  connection?: pulumi.Input<string> | undefined;
}

/** `"all"`, `"none"`, or a set of VMs by name or UUID: order and duplicates make no difference. */
export type VmSelection = "all" | "none" | pulumi.Input<string>[];

/** The same, or all but some VMs. */
export type RestoreSelection = VmSelection | { except: pulumi.Input<string>[] };

/** Which VMs an exit brings back: what is left out stays as the entry left it, and is named. */
export interface MaintenanceRestore {
  /** VMs that the entry shut down. @default "all" */
  powerOn?: pulumi.Input<RestoreSelection> | undefined;
  /** VMs that migrated while running. @default "all" */
  liveMigrateBack?: pulumi.Input<RestoreSelection> | undefined;
  /** VMs that migrated while stopped. @default "all" */
  offlineMigrateBack?: pulumi.Input<RestoreSelection> | undefined;
  /**
   * VMs that CloudTower flags as moved, started or stopped by somebody since the entry: `"skip"` does not migrate them
   * back, which would undo what a person did on purpose. A VM that the entry shut down is powered on all the same.
   * @default "skip"
   */
  changed?: pulumi.Input<"include" | "skip"> | undefined;
}

/** Durations with their unit, for example `"90s"`, `"10m"`, `"2h"`; at most `"7d"`. */
export interface MaintenanceTimeouts {
  /** @default "10m" */
  precheck?: pulumi.Input<string> | undefined;
  /**
   * How long a refusal to enter that may pass is asked about again, for example while the cluster recovers data after its
   * last host came back. Added to `enter`. @default "0s"
   */
  waitToEnter?: pulumi.Input<string> | undefined;
  /** From the enter call until the host is in maintenance. @default "2h" */
  enter?: pulumi.Input<string> | undefined;
  /**
   * How long destroy waits for a host that is not ready to come back into use: one that reboots, or whose services are
   * not up yet. Added to `exit`. @default "30m"
   */
  waitToExit?: pulumi.Input<string> | undefined;
  /** From the start of destroy until the VMs are back: what is still under way on the host is waited for within it. @default "2h" */
  exit?: pulumi.Input<string> | undefined;
}

/** The same after `check`: known, and with its defaults. */
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

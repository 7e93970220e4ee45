import type * as pulumi from "@pulumi/pulumi";
import type { CheckedHostMaintenanceModeArgs, HostMaintenanceModeArgs, MaintenanceTimeouts } from "./arguments";

/** What is to be done on a host in maintenance, and how. */
export interface MaintenanceWork {
  /**
   * The shell command (`sh -c`) that does the work, where Pulumi runs. It finds the host in `CLOUDTOWER_HOST_NAME`,
   * `CLOUDTOWER_HOST_ID`, `CLOUDTOWER_MANAGEMENT_IP`, `CLOUDTOWER_DATA_IP`, `CLOUDTOWER_CLUSTER_NAME` and `CLOUDTOWER_REASON`, and in
   * `CLOUDTOWER_RUN_ATTEMPT` how often it was begun (1 the first time). Exit code 0 means that the work is done.
   */
  run: pulumi.Input<string>;
  /** A shell command that is asked first: with exit code 0 there is nothing to do, and the host is not touched. */
  unless?: pulumi.Input<string> | undefined;
  /** Whether CloudTower reboots the host after `run`, once in a session. @default false */
  reboot?: pulumi.Input<boolean> | undefined;
  /** A shell command that says whether the host is well, before it leaves maintenance: exit code 0. */
  verify?: pulumi.Input<string> | undefined;
  /** With other values, everything is done again; so too if `run`, `verify` or `reboot` change. @default [] */
  triggers?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Whether a host on which `run` or `verify` failed stays in maintenance, to be looked at, or is brought back. @default "stay" */
  onFailure?: pulumi.Input<"stay" | "exit"> | undefined;
  /**
   * What to do if an earlier `run` was begun and nobody recorded its end, because the machine is gone: stop and say so, or run
   * it again (after its time limit has ended the first one).
   * @default "ask"
   */
  ifInterrupted?: pulumi.Input<"ask" | "rerun"> | undefined;
  /** What may keep a host from entering. */
  gate?: pulumi.Input<MaintenanceGate> | undefined;
  /**
   * Variables for the commands, besides those of Pulumi's own process (without its `CLOUDTOWER_` and `PULUMI_` ones). Their values are
   * replaced by `[name]` wherever a command prints them, if they have at least four characters.
   * @default {}
   */
  environment?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /** Where the commands run. @default the directory of the program */
  directory?: pulumi.Input<string> | undefined;
  /** How long each part may take. */
  timeouts?: pulumi.Input<RunTimeouts> | undefined;
}

/** What keeps a host from entering, besides CloudTower itself. */
export interface MaintenanceGate {
  /** CRITICAL alerts of the host's cluster that are still there after five minutes. @default "refuse" */
  alerts?: pulumi.Input<"refuse" | "ignore"> | undefined;
}

/** Durations with a unit, for example `"90s"`, `"10m"`, `"2h"`; at most `"7d"`. */
export interface RunTimeouts extends MaintenanceTimeouts {
  /**
   * How long the entry is retried while CloudTower refuses it for a reason that may pass, for example because the cluster recovers
   * data after the last host came back. @default "2h"
   */
  waitToEnter?: pulumi.Input<string> | undefined;
  /** Then `run` and what it started are stopped. @default "4h" */
  run?: pulumi.Input<string> | undefined;
  /** From the call until the host has been connected and healthy for a minute. @default "45m" */
  reboot?: pulumi.Input<string> | undefined;
  /** For `verify`, and for `unless`. @default "30m" */
  verify?: pulumi.Input<string> | undefined;
}

/** The arguments of a run: the host and what may happen to its VMs, as for HostMaintenanceMode, and the work. */
export interface HostMaintenanceRunArgs extends Omit<HostMaintenanceModeArgs, "timeouts">, MaintenanceWork {}

/** The arguments as outputs: with their defaults. */
export interface CheckedHostMaintenanceRunArgs extends Omit<CheckedHostMaintenanceModeArgs, "timeouts"> {
  run: string;
  unless: string | undefined;
  reboot: boolean;
  verify: string | undefined;
  triggers: string[];
  onFailure: "stay" | "exit";
  ifInterrupted: "ask" | "rerun";
  gate: { alerts: "refuse" | "ignore" };
  environment: Record<string, string>;
  directory: string;
  timeouts: CheckedHostMaintenanceModeArgs["timeouts"] & { run: string; reboot: string; verify: string };
}

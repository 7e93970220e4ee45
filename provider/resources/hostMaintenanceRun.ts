import * as pulumi from "@pulumi/pulumi";
import { RUN_DEFAULTS } from "../frontends/defaults";
// Not from runs/index, which loads what only the provider process needs.
import { RUN_FIELDS, type RunRecord } from "../runs/record";
import { type Kind, MaintenanceResource, type Outputs } from "./resource";
import type { CheckedHostMaintenanceRunArgs, HostMaintenanceRunArgs } from "./runArguments";

/** The outputs: what is known of the run, and the arguments with their defaults. */
export interface HostMaintenanceRun extends Outputs<RunRecord>, Outputs<CheckedHostMaintenanceRunArgs> {}

/** Set while a component makes runs, which tells itself what `up` would do with them. */
let isToldByComponent = false;

/** Makes runs whose preview is the caller's. */
export function withoutPreview<T>(make: () => T): T {
  isToldByComponent = true;
  try {
    return make();
  } finally {
    isToldByComponent = false;
  }
}

/**
 * Something that was done on a SmartX CloudTower host, in maintenance. `pulumi up` asks `unless`, enters maintenance, runs the
 * command, reboots and verifies if that is wanted, exits and gives every VM back. Afterwards the host is in use, and the resource keeps
 * what was done. A run that failed keeps the stage in its `phase`: the next `pulumi up` goes on from there, and `pulumi destroy`
 * brings the host back. Of a run that is done, `destroy` changes nothing.
 *
 * Runs of one cluster wait for each other. To do the same on many hosts, use RollingMaintenance.
 *
 * @example
 * ```ts
 * new HostMaintenanceRun("bios-node-1", {
 *   hostName: "node-1", cluster: "east",
 *   unless: "./is-flashed.sh", run: "./flash.sh", reboot: true, verify: "./healthy.sh",
 *   triggers: ["2.4.1"],
 * });
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets every output that is listed in the props.
export class HostMaintenanceRun extends MaintenanceResource {
  /**
   * @param name the resource's name in the stack
   * @param args see {@link HostMaintenanceRunArgs}
   * @param opts Pulumi's options, with the same limits as for HostMaintenanceMode
   * @throws RunError as HostMaintenanceMode does
   */
  constructor(name: string, args: HostMaintenanceRunArgs, opts?: pulumi.CustomResourceOptions) {
    super(RUN, name, args, opts);
    if (!pulumi.runtime.isDryRun() || isToldByComponent) return;
    void import("./runPreview.js").then(({ tellRun }) => tellRun(this));
  }
}

const RUN: Kind = {
  name: "HostMaintenanceRun",
  ownerPrefix: "HostMaintenanceRun$",
  provider: 'exports.handler=()=>require("pulumi-cloudtower/dynamic").run',
  outputs: [...RUN_FIELDS, "run", ...Object.keys(RUN_DEFAULTS)],
};

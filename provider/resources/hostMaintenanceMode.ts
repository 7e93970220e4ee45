import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../frontends/defaults";
// Not from lifecycle/index: TypeScript compiles everything these types reach with every program that uses them.
import { RECORD_FIELDS, type SessionRecord } from "../lifecycle/session/record";
import type { CheckedHostMaintenanceModeArgs, HostMaintenanceModeArgs } from "./arguments";
import { type Kind, MaintenanceResource, type Outputs } from "./resource";

/** The outputs: the session, and the arguments with their defaults. */
export interface HostMaintenanceMode extends Outputs<SessionRecord>, Outputs<CheckedHostMaintenanceModeArgs> {}

/**
 * A SmartX CloudTower host in maintenance mode. `pulumi up` enters maintenance; `pulumi destroy` exits and brings back the VMs
 * that were shut down or moved, which the state records.
 *
 * Name the resource after the cluster, not the host: only one host of a cluster can be in maintenance. Then another `hostId` is a
 * replacement, in which the old host leaves maintenance before the new one enters.
 *
 * @example
 * ```ts
 * new HostMaintenanceMode("east", { hostName: "node-1", cluster: "east", allowShutdown: ["build-07"] });
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi sets every output that is listed in the props.
export class HostMaintenanceMode extends MaintenanceResource {
  /**
   * @param name the resource's name in the stack
   * @param args see {@link HostMaintenanceModeArgs}
   * @param opts Pulumi's options. `deleteBeforeReplace` is always on, so that `--replace` also exits before it enters.
   *   `customTimeouts` count where `args.timeouts` says nothing: `create`, else `update`, for `enter`; `delete` for `exit`.
   *   `retainOnDelete` leaves the host in maintenance, with a warning
   * @throws RunError if `opts` has `id`, `import`, `deletedWith` or an invalid time-out; and if Pulumi's provider process could
   *   not load this package, because it is not a dependency of the program itself; and if
   *   the stack config has a credential in plain text
   */
  constructor(name: string, args: HostMaintenanceModeArgs, opts?: pulumi.CustomResourceOptions) {
    super(MODE, name, args, opts);
    // Loaded only for previews: an up does not need the client in the program, and it is slow to load.
    if (pulumi.runtime.isDryRun()) void import("./preview.js").then(({ tellProspect }) => tellProspect(this));
  }
}

const MODE: Kind = {
  name: "HostMaintenanceMode",
  ownerPrefix: "",
  provider: 'exports.handler=()=>require("pulumi-cloudtower/dynamic")',
  outputs: [...Object.keys(RECORD_FIELDS), ...Object.keys(DEFAULTS)],
};

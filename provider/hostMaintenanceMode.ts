import * as pulumi from "@pulumi/pulumi";
// Not by way of ./lifecycle: what these types reach is compiled with every program that uses them.
import type { Phase, RecordedVm } from "./lifecycle/record";

/** What a program says about a maintenance session. */
export interface HostMaintenanceModeArgs {
  /**
   * The host to put into maintenance, by CloudTower's id: a literal, or from {@link getHost}.
   * Another id is another session: the old host is taken out first, then the new one in.
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
  /** How long each part may take. Pulumi's own `customTimeouts` do not reach this provider. */
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

/** Which VMs an exit brings back: what is left out stays as the entry left it, and is named. */
export interface MaintenanceRestore {
  /** VMs that the entry shut down. @default "all" */
  powerOn?: pulumi.Input<VmSelection> | undefined;
  /** VMs that migrated while running. @default "all" */
  liveMigrateBack?: pulumi.Input<VmSelection> | undefined;
  /** VMs that migrated while stopped. @default "all" */
  offlineMigrateBack?: pulumi.Input<VmSelection> | undefined;
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
  /** From the enter call until the host is in maintenance. @default "2h" */
  enter?: pulumi.Input<string> | undefined;
  /** From the start of destroy until the VMs are back: what is still under way on the host is waited for within it. @default "2h" */
  exit?: pulumi.Input<string> | undefined;
}

/**
 * A stay of a SmartX CloudTower host in maintenance mode: while the resource exists, the host is in maintenance, and
 * what it takes to give every VM back is in its state. `pulumi up` enters, `pulumi destroy` exits.
 *
 * @example
 * ```ts
 * const host = getHost({ name: "node-1", cluster: "east" });
 * new HostMaintenanceMode("node-1", { hostId: host.then((found) => found.id), allowShutdown: "none" });
 * ```
 */
export class HostMaintenanceMode extends pulumi.dynamic.Resource {
  /** CloudTower's id of the host; also the resource's id. */
  declare readonly hostId: pulumi.Output<string>;
  /** The CloudTower, for example `https://tower.example.com`. */
  declare readonly server: pulumi.Output<string>;
  declare readonly hostName: pulumi.Output<string>;
  declare readonly clusterId: pulumi.Output<string>;
  declare readonly clusterName: pulumi.Output<string>;
  /** `"maintenance"`; `"entering"` and `"entry-failed"` where an entry did not finish; `"foreign"` where somebody else's session is on the host. */
  declare readonly phase: pulumi.Output<Phase>;
  /** Just before the enter call was sent, by the server's clock; ISO 8601. */
  declare readonly submittedAt: pulumi.Output<string | undefined>;
  /** The task of the entry; absent where CloudTower did it at once. */
  declare readonly taskId: pulumi.Output<string | undefined>;
  /** When the host entered, as CloudTower tells it. */
  declare readonly enteredAt: pulumi.Output<string | undefined>;
  /** CloudTower's id of the session. */
  declare readonly maintenanceJobId: pulumi.Output<string | undefined>;
  /** Was the session taken over rather than started? */
  declare readonly adopted: pulumi.Output<boolean>;
  /** VMs that the entry shut down; destroy powers them on. */
  declare readonly shutdownVms: pulumi.Output<RecordedVm[]>;
  /** VMs that migrated while running; destroy migrates them back. */
  declare readonly liveMigratedVms: pulumi.Output<RecordedVm[]>;
  /** VMs that migrated while stopped; destroy migrates them back. */
  declare readonly offlineMigratedVms: pulumi.Output<RecordedVm[]>;
  declare readonly allowShutdown: pulumi.Output<"all" | "none" | string[] | undefined>;
  declare readonly restore: pulumi.Output<{
    powerOn: "all" | "none" | string[];
    liveMigrateBack: "all" | "none" | string[];
    offlineMigrateBack: "all" | "none" | string[];
    changed: "include" | "skip";
  }>;
  declare readonly ifAlreadyInMaintenance: pulumi.Output<"fail" | "adopt">;
  declare readonly onForeignSession: pulumi.Output<"refuse" | "exit">;
  declare readonly timeouts: pulumi.Output<{ precheck: string; enter: string; exit: string }>;
  declare readonly reason: pulumi.Output<string | undefined>;
  declare readonly connection: pulumi.Output<string | undefined>;

  /**
   * @param name the resource's name in the stack
   * @param args see {@link HostMaintenanceModeArgs}
   * @param opts Pulumi's options; `deleteBeforeReplace` is always on, so that `--replace` too exits before it enters
   */
  constructor(name: string, args: HostMaintenanceModeArgs, opts?: pulumi.CustomResourceOptions) {
    const options = pulumi.mergeOptions(opts, { deleteBeforeReplace: true });
    const __owner = ownerOf(name, opts?.parent);
    super(stub, name, { ...OUTPUTS, ...args, __owner }, options, "cloudtower", "HostMaintenanceMode");
    // Loaded when it is needed: an up has no use for the client in the program, and the client takes longer to load.
    if (pulumi.runtime.isDryRun()) void import("./preview.js").then(({ tellImpact }) => tellImpact(this, args));
  }
}

/**
 * Whose an entry in the journal is: the resource by project, stack, the types of those that it is below, and name, as in
 * its URN, so that one that is moved below another is not taken for the same.
 */
function ownerOf(name: string, parent: pulumi.Resource | undefined): pulumi.Input<string> {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  if (!parent || parent === pulumi.runtime.getStackResource()) return `${stack}/${name}`;
  return parent.urn.apply((urn) => `${stack}/${urn.split("::")[2]}$${name}`);
}

/** Outputs that the provider fills: Pulumi makes a property only of what stands in the props. */
const OUTPUTS = {
  server: undefined,
  hostName: undefined,
  clusterId: undefined,
  clusterName: undefined,
  phase: undefined,
  submittedAt: undefined,
  taskId: undefined,
  enteredAt: undefined,
  maintenanceJobId: undefined,
  adopted: undefined,
  shutdownVms: undefined,
  liveMigratedVms: undefined,
  offlineMigratedVms: undefined,
  allowShutdown: undefined,
  restore: undefined,
  ifAlreadyInMaintenance: undefined,
  onForeignSession: undefined,
  timeouts: undefined,
  reason: undefined,
  connection: undefined,
};

/**
 * What Pulumi serializes into every state: it only forwards, so that destroy runs the installed code and not that of
 * the last up. Its text is a promise to states already written (a test holds it). It must not be exported: Pulumi would
 * then serialize it as a path into this package, and differently for each way of installing it.
 */
const stub: pulumi.dynamic.ResourceProvider = {
  configure: (...a) => require("pulumi-cloudtower/dynamic").configure(...a),
  check: (...a) => require("pulumi-cloudtower/dynamic").check(...a),
  diff: (...a) => require("pulumi-cloudtower/dynamic").diff(...a),
  create: (...a) => require("pulumi-cloudtower/dynamic").create(...a),
  read: (...a) => require("pulumi-cloudtower/dynamic").read(...a),
  update: (...a) => require("pulumi-cloudtower/dynamic").update(...a),
  delete: (...a) => require("pulumi-cloudtower/dynamic").delete(...a),
};

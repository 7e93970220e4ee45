import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../frontends/defaults";
// Not from lifecycle/index: TypeScript compiles everything these types reach with every program that uses them.
import { RECORD_FIELDS, type SessionRecord } from "../lifecycle/session/record";
import { quoted } from "../text/foreign";
import type { CheckedHostMaintenanceModeArgs, HostMaintenanceModeArgs } from "./arguments";
import { installationProblem } from "./installation";
import { optionProblem, optionWarning, withCustomTimeouts } from "./options";
import { configProblem } from "./programConfig";
import { programError, say } from "./say";

type Outputs<Known> = { readonly [Name in keyof Known]-?: pulumi.Output<Known[Name]> };

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
export class HostMaintenanceMode extends pulumi.CustomResource {
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
    const problem = optionProblem(opts ?? {}) ?? installationProblem() ?? configProblem();
    if (problem) throw programError(`HostMaintenanceMode ${quoted(String(name))}: ${problem}`);
    const options = pulumi.mergeOptions(opts, { deleteBeforeReplace: true });
    const __owner = ownerOf(name, opts?.parent);
    const timeouts = withCustomTimeouts(args?.timeouts, opts?.customTimeouts);
    const inputs = {
      ...args,
      ...(timeouts === undefined ? {} : { timeouts }),
      __owner,
      __place: place(),
      __provider: PROVIDER,
    };
    const { stackTraceLimit } = Error;
    try {
      // Pulumi makes four promises for each property. Recording where each was made is most of what a resource costs.
      Error.stackTraceLimit = 0;
      super(TYPE, name, { ...OUTPUTS, ...inputs }, options);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
    const warning = optionWarning(opts ?? {});
    if (warning) void say.warn(warning, this);
    // Loaded only for previews: an up does not need the client in the program, and it is slow to load.
    if (pulumi.runtime.isDryRun()) void import("./preview.js").then(({ tellProspect }) => tellProspect(this));
  }
}

/**
 * Identifies the resource in the journal: project, stack, types of its parents, and name, as in its URN. A resource that is
 * moved below another parent is therefore a different one.
 */
function ownerOf(name: string, parent: pulumi.Resource | undefined): pulumi.Input<string> {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  if (!parent || parent === pulumi.runtime.getStackResource()) return `${stack}/${name}`;
  return parent.urn.apply((urn) => `${stack}/${urn.split("::")[2]}$${name}`);
}

let places = 0;

/** Which of several hosts of a cluster comes first is the program's to say, and the engine keeps no order. */
function place(): number {
  places += 1;
  return places;
}

/** The type of a dynamic resource, for which a Node program needs no plugin. It is in existing states. */
const TYPE = "pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode";

/** Pulumi makes outputs only of what is listed in the props. */
const OUTPUTS = Object.fromEntries(
  [...Object.keys(RECORD_FIELDS), ...Object.keys(DEFAULTS)].map((name) => [name, undefined]),
);

/**
 * Pulumi keeps this text in every state, and its provider process runs it. The SDK makes such a text of a dynamic provider;
 * this one is as short as possible. It only loads the subpath, so that destroy runs the installed code and not the code of
 * the last up. It must never change, because existing states contain it; a test checks that.
 */
const PROVIDER = 'exports.handler=()=>require("pulumi-cloudtower/dynamic")';

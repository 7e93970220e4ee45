import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../frontends/defaults";
// Not by way of lifecycle/index: what these types reach is compiled with every program that uses them.
import { RECORD_FIELDS, type SessionRecord } from "../lifecycle/session/record";
import { quoted } from "../text/foreign";
import type { CheckedHostMaintenanceModeArgs, HostMaintenanceModeArgs } from "./arguments";
import { installationProblem } from "./installation";
import { optionProblem, optionWarning, withCustomTimeouts } from "./options";
import { configProblem } from "./programConfig";
import { programError, say } from "./say";

type Outputs<Known> = { readonly [Name in keyof Known]-?: pulumi.Output<Known[Name]> };

/** What the provider fills: the session, and the arguments with their defaults. */
export interface HostMaintenanceMode extends Outputs<SessionRecord>, Outputs<CheckedHostMaintenanceModeArgs> {}

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
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Pulumi fills every output that stands in the props.
export class HostMaintenanceMode extends pulumi.dynamic.Resource {
  /**
   * @param name the resource's name in the stack
   * @param args see {@link HostMaintenanceModeArgs}
   * @param opts Pulumi's options. `deleteBeforeReplace` is always on, so that `--replace` too exits before it enters.
   *   `customTimeouts` count where `args.timeouts` says nothing: `create`, else `update`, for `enter`; `delete` for `exit`.
   *   `retainOnDelete` leaves the host in maintenance, and is warned of
   * @throws RunError where `opts` has `id`, `import` or `deletedWith`, or a time that is none; and where Pulumi's provider
   *   process could not find this package: in a bundle, or not in the dependencies of the program itself; and where the stack
   *   config has a credential in plain text
   */
  constructor(name: string, args: HostMaintenanceModeArgs, opts?: pulumi.CustomResourceOptions) {
    const problem = optionProblem(opts ?? {}) ?? installationProblem(stub.create) ?? configProblem();
    if (problem) throw programError(`HostMaintenanceMode ${quoted(String(name))}: ${problem}`);
    const options = pulumi.mergeOptions(opts, { deleteBeforeReplace: true });
    const __owner = ownerOf(name, opts?.parent);
    const timeouts = withCustomTimeouts(args?.timeouts, opts?.customTimeouts);
    const inputs = { ...args, ...(timeouts === undefined ? {} : { timeouts }), __owner };
    super(stub, name, { ...OUTPUTS, ...inputs }, options, "cloudtower", "HostMaintenanceMode");
    const warning = optionWarning(opts ?? {});
    if (warning) void say.warn(warning, this);
    // Loaded when it is needed: an up has no use for the client in the program, and the client takes longer to load.
    if (pulumi.runtime.isDryRun()) void import("./preview.js").then(({ tellProspect }) => tellProspect(this));
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

/** Pulumi makes an output only of what stands in the props. */
const OUTPUTS = Object.fromEntries(
  [...Object.keys(RECORD_FIELDS), ...Object.keys(DEFAULTS)].map((name) => [name, undefined]),
);

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

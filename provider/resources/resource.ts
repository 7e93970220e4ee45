import * as pulumi from "@pulumi/pulumi";
import { quoted } from "../text/foreign";
import type { MaintenanceTimeouts } from "./arguments";
import { installationProblem } from "./installation";
import { optionProblem, optionWarning, withCustomTimeouts } from "./options";
import { configProblem } from "./programConfig";
import { valuesOf } from "./resourceValues";
import { programError, say } from "./say";

/** A kind of resource. */
export interface Kind {
  /** Its name in messages, as in `HostMaintenanceMode`. It ends the type that is in existing states. */
  name: string;
  /** Before the resource's name in journal and notes; empty for HostMaintenanceMode, as in existing journals. */
  ownerPrefix: string;
  /**
   * Pulumi keeps this text in every state, and its provider process runs it. The SDK makes such a text of a dynamic provider;
   * this one is as short as possible. It only loads the subpath, so that destroy runs the installed code and not the code of
   * the last up. It must never change, because existing states contain it; a test checks that.
   */
  provider: string;
  /** Pulumi makes outputs only of what is listed in the props. */
  outputs: readonly string[];
}

/** What a resource's fields are in a program. */
export type Outputs<Known> = { readonly [Name in keyof Known]-?: pulumi.Output<Known[Name]> };

/** The arguments that this file reads. */
interface Arguments {
  timeouts?: pulumi.Input<MaintenanceTimeouts> | undefined;
}

/** A dynamic resource of this package. A Node program needs no plugin for it. */
export abstract class MaintenanceResource extends pulumi.CustomResource {
  constructor(kind: Kind, name: string, args: Arguments, opts: pulumi.CustomResourceOptions | undefined) {
    const problem = optionProblem(opts ?? {}) ?? installationProblem() ?? configProblem();
    if (problem) throw programError(`${kind.name} ${quoted(String(name))}: ${problem}`);
    const options = pulumi.mergeOptions(opts, { deleteBeforeReplace: true });
    const timeouts = withCustomTimeouts(args?.timeouts, opts?.customTimeouts);
    const inputs = {
      ...args,
      ...(timeouts === undefined ? {} : { timeouts }),
      __owner: ownerOf(kind.ownerPrefix + name, opts?.parent),
      __place: place(),
      __provider: kind.provider,
    };
    const { stackTraceLimit } = Error;
    try {
      // Pulumi makes four promises for each property. Recording where each was made is most of what a resource costs.
      Error.stackTraceLimit = 0;
      const outputs = Object.fromEntries(kind.outputs.map((output) => [output, undefined]));
      super(TYPES + kind.name, name, { ...outputs, ...inputs }, options);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
    const warning = optionWarning(opts ?? {});
    if (warning) void say.warn(warning, this);
  }
}

/** They are in existing states. */
const TYPES = "pulumi-nodejs:dynamic/cloudtower:";

/**
 * Identifies the resource in the journal: project, stack, types of its parents, and name, as in its URN. A resource that is
 * moved below another parent is therefore a different one.
 */
function ownerOf(name: string, parent: pulumi.Resource | undefined): pulumi.Input<string> {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  if (!parent || parent === pulumi.runtime.getStackResource()) return `${stack}/${name}`;
  // Not as an output: whatever uses an output of a component depends on all children of the component, so that two children would
  // wait for each other for ever.
  return valuesOf(parent, ["urn"]).then(({ urn }) => `${stack}/${String(urn).split("::")[2]}$${name}`);
}

let places = 0;

/** Which of several hosts of a cluster comes first is the program's to say, and the engine keeps no order. */
function place(): number {
  places += 1;
  return places;
}

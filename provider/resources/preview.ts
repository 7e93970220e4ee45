import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { ARGUMENT_NAMES } from "../frontends/arguments";
import { askingForHost } from "../frontends/askingForHost";
import { arrive, type Claim } from "../frontends/clusterClaims";
import { inTurn, toRequest } from "../frontends/request";
import { type Inputs, type State, toRecord } from "../frontends/state";
import { openFacts } from "../journal";
import { type Context, concern, type Failure, foresee, messageOf, type Prospect, RECORD_FIELDS } from "../lifecycle";
import { countVms, named, nameVms } from "../lifecycle/report/words";
import { asName } from "../text/foreign";
import { connectFromProgram } from "./programSettings";
import { resourceError, say } from "./say";

/** Previews should be quick: a precheck that takes longer is given up. */
const PRECHECK_MS = 60_000;

/** The resource. Its outputs are read by name. */
type Resource = pulumi.CustomResource & { readonly phase: pulumi.Output<string> };

/**
 * Reports, on the resource, what `up` would do with the host. It judges by the resource's outputs, because these are the
 * arguments after all transforms. It runs concurrently with the rest of the preview. It fails the preview only if the setting
 * `preview` is "fail" and `up` would be refused.
 */
export async function tellProspect(resource: Resource): Promise<void> {
  // The order in the program decides which of several resources gets a cluster.
  const turn = arrive();
  try {
    await tell(resource, turn);
  } catch (error) {
    if (pulumi.ResourceError.isInstance(error)) throw error;
    await say.warn(`What pulumi up would do with the host is not known: ${messageOf(error)}`, resource);
  } finally {
    turn.end();
  }
}

async function tell(resource: Resource, turn: Claim): Promise<void> {
  const inputs = await readInputs(resource);
  if (inputs.is === "wrong") return;
  if (inputs.is === "unknown") {
    await say.info(`What pulumi up would do with the host is not known until ${inputs.name} is known.`, resource);
    return;
  }
  await askingForHost(inputs.values, (seen) => tellOf(resource, turn, inputs.values, seen));
}

async function tellOf(resource: Resource, turn: Claim, inputs: Inputs, seen: Context["seen"]): Promise<void> {
  const { cloudTower, settings } = connectFromProgram(inputs.connection, resource);
  turn.at(cloudTower.server);
  if (settings.preview === "off") return;
  const facts = await openFacts(inputs.__owner, settings.journalDir);
  const progress = { line: () => undefined, warn: () => undefined };
  const context: Context = {
    ...{ cloudTower, clock: systemClock, signal: new AbortController().signal },
    ...{ facts, progress, seen },
  };
  const request = toRequest(inputs, settings);
  request.timeouts.precheckMs = Math.min(request.timeouts.precheckMs, PRECHECK_MS);

  if (await knows(resource.id)) {
    // For a resource that is updated, a preview does not know what is in the state.
    const record = (await knows(resource.phase)) ? toRecord(await valuesOf(resource, RECORD_NAMES)) : undefined;
    const found = await concern(context, request, record);
    if (found) await say.warn(found.text, resource);
    if (record || !found?.isOver) return;
  }
  const { severity, text } = telling(await foresee(inTurn(context, turn), request));
  if (severity !== "refused") await say[severity](text, resource);
  else if (settings.preview !== "fail") await say.warn(text, resource);
  // Pulumi reports this as an error of the resource. An error that is only logged would not fail the preview.
  else throw resourceError(text, resource);
}

const RECORD_NAMES = Object.keys(RECORD_FIELDS) as (keyof typeof RECORD_FIELDS)[];

type Known = { is: "known"; values: Inputs } | { is: "unknown"; name: string } | { is: "wrong" };

/** The arguments as the engine has them. If they are wrong, `check` says so. */
async function readInputs(resource: Resource): Promise<Known> {
  let values: State;
  try {
    values = await valuesOf(resource, [...ARGUMENT_NAMES, "__owner"]);
  } catch {
    return { is: "wrong" };
  }
  const unknown = ARGUMENT_NAMES.find((name) => pulumi.containsUnknowns(values[name]));
  if (unknown) return { is: "unknown", name: unknown };
  return typeof values.hostId === "string" && values.hostId !== "" ? { is: "known", values } : { is: "wrong" };
}

/** The inside of an output in the SDK: programs officially see only values that are known. */
type Inside = { isKnown: Promise<boolean>; promise(withUnknowns: boolean): Promise<unknown> };

async function knows(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as Inside).isKnown;
}

async function valuesOf(resource: object, names: readonly string[]): Promise<State> {
  const outputs = resource as Record<string, Inside | undefined>;
  const entries = names.map(async (name) => [name, await outputs[name]?.promise(true)] as const);
  return Object.fromEntries((await Promise.all(entries)).filter(([, value]) => value !== undefined)) as State;
}

type Telling = { severity: "info" | "warn" | "refused"; text: string };

function telling(prospect: Prospect): Telling {
  const hostName = asName(prospect.hostName);
  switch (prospect.is) {
    case "enters": {
      const { vms, shutdownVms, migrating, stopped } = prospect;
      const shut =
        shutdownVms.length === 0
          ? "no VM would be shut down"
          : `${countVms(shutdownVms.length)} would be shut down: ${nameVms(named(shutdownVms), named([...vms, ...shutdownVms]))}`;
      const still = stopped > 0 ? `; ${stopped} stopped, of which those with HA would move, too` : "";
      const text = `Entering maintenance of ${hostName}: ${shut}; ${migrating} would migrate to other hosts${still}.`;
      return { severity: shutdownVms.length > 0 ? "warn" : "info", text };
    }
    case "refused": {
      const why = prospect.why.map(({ failure }) => because(failure)).join(" ");
      if (prospect.passes) {
        const obstacle = prospect.why.map(({ failure }) => failure.what).join("; ");
        return {
          severity: "warn",
          text: `pulumi up would retry ${hostName} for up to timeouts.waitToEnter: ${obstacle}.`,
        };
      }
      if (prospect.why.some(({ failure }) => failure.isUnlessOwn)) {
        const unless = "unless the other host is this resource's old one, which then leaves first";
        return { severity: "warn", text: `pulumi up would be refused for ${hostName}, ${unless}: ${why}` };
      }
      return { severity: "refused", text: `pulumi up would be refused for ${hostName}: ${why}` };
    }
    case "takes over": {
      const held = prospect.holder ? `, which the resource ${prospect.holder} holds` : "";
      const text = `pulumi up would take over the session of ${hostName} (${prospect.session})${held}; pulumi destroy would end it.`;
      return { severity: "warn", text };
    }
    case "continues":
      return { severity: "info", text: `pulumi up would continue what is under way on ${hostName}.` };
    case "after the old host": {
      const { oldHost, vms, withDevices } = prospect;
      const fixed =
        withDevices.length > 0
          ? ` These VMs use devices of the host and cannot migrate: ${nameVms(named(withDevices), named(vms))}.`
          : "";
      const text = `Which VMs of ${hostName} would be shut down is not known until ${asName(oldHost)} is out of maintenance.${fixed}`;
      return { severity: withDevices.length > 0 ? "warn" : "info", text };
    }
  }
}

function because({ what, cause, next }: Failure): string {
  return `${what}${cause === undefined ? "" : `: ${messageOf(cause)}`}. Next: ${next}.`;
}

import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { ARGUMENT_NAMES } from "../frontends/arguments";
import { askingForHost } from "../frontends/askingForHost";
import { arrive, type Claim } from "../frontends/clusterClaims";
import { inTurn, toRequest } from "../frontends/request";
import { type Inputs, type State, toRecord } from "../frontends/state";
import { openFacts } from "../journal";
import { type Context, concern, foresee, type MaintenanceRequest, messageOf, RECORD_FIELDS } from "../lifecycle";
import type { Settings } from "../settings";
import { connectFromProgram } from "./programSettings";
import { type Telling, telling } from "./prospectWords";
import { knows, readInputs, valuesOf } from "./resourceValues";
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
    await tellAbout(resource, ARGUMENT_NAMES, (inputs: Inputs, seen) => tellOf(resource, turn, inputs, seen));
  } finally {
    turn.end();
  }
}

/**
 * Tells what `up` would do with the host of a resource, or that it is not known.
 * @param names the resource's arguments
 * @param tell gets them as the engine has them. Arguments that are wrong are for `check` to refuse
 */
export async function tellAbout<Inputs extends { hostId: string }>(
  resource: pulumi.Resource,
  names: readonly string[],
  tell: (inputs: Inputs, seen: Context["seen"]) => Promise<void>,
): Promise<void> {
  try {
    const inputs = await readInputs<Inputs>(resource, names);
    if (inputs.is === "unknown") {
      await say.info(`What pulumi up would do with the host is not known until ${inputs.name} is known.`, resource);
    }
    if (inputs.is === "known") await askingForHost(inputs.values, (seen) => tell(inputs.values, seen));
  } catch (error) {
    if (pulumi.ResourceError.isInstance(error)) throw error;
    await say.warn(`What pulumi up would do with the host is not known: ${messageOf(error)}`, resource);
  }
}

async function tellOf(resource: Resource, turn: Claim, inputs: Inputs, seen: Context["seen"]): Promise<void> {
  const { context, settings } = await sight(inputs, resource, seen);
  turn.at(context.cloudTower.server);
  if (settings.preview === "off") return;
  const request = toRequest(inputs, settings);

  if (await knows(resource.id)) {
    // For a resource that is updated, a preview does not know what is in the state.
    const record = (await knows(resource.phase))
      ? toRecord((await valuesOf(resource, RECORD_NAMES)) as unknown as State)
      : undefined;
    const found = await concern(context, request, record);
    if (found) await say.warn(found.text, resource);
    if (record || !found?.isOver) return;
  }
  await tellTelling(telling(await foresee(inTurn(context, turn), quick(request))), settings, resource);
}

const RECORD_NAMES = Object.keys(RECORD_FIELDS) as (keyof typeof RECORD_FIELDS)[];

/** What a preview needs to look at a host. */
export async function sight(
  { connection, __owner }: Pick<Inputs, "connection" | "__owner">,
  resource: pulumi.Resource,
  seen: Context["seen"],
): Promise<{ context: Context; settings: Settings }> {
  const { cloudTower, settings } = connectFromProgram(connection, resource);
  const facts = await openFacts(__owner, settings.journalDir);
  const progress = { line: () => undefined, warn: () => undefined };
  const signal = new AbortController().signal;
  const nameTag = { text: settings.nameTag };
  return { context: { cloudTower, clock: systemClock, signal, facts, progress, seen, nameTag }, settings };
}

/** Previews should be quick. */
export function quick(request: MaintenanceRequest): MaintenanceRequest {
  const precheckMs = Math.min(request.timeouts.precheckMs, PRECHECK_MS);
  return { ...request, timeouts: { ...request.timeouts, precheckMs } };
}

/** Says it on the resource. A refusal fails the preview if the setting `preview` says so. */
export async function tellTelling(
  { severity, text }: Telling,
  { preview }: Pick<Settings, "preview">,
  resource: pulumi.Resource,
): Promise<void> {
  if (severity !== "refused") await say[severity](text, resource);
  else if (preview !== "fail") await say.warn(text, resource);
  // Pulumi reports this as an error of the resource. An error that is only logged would not fail the preview.
  else throw resourceError(text, resource);
}

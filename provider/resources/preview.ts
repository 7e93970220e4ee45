import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { inOneLine } from "../cloudtower";
import { LifecycleError, messageOf, type VmList } from "../lifecycle";
import type { HostMaintenanceModeArgs } from "./arguments";
import { describeImpact, impact, isAlarming, isRefused } from "./impact";
import { connectFromProgram } from "./programSettings";

/** A preview should not be long: what a precheck has not said by then is not told. */
const PRECHECK_MS = 60_000;

/**
 * Tells in a preview what entering would do to the VMs of the host, attached to the resource. It runs beside
 * everything else of the preview, and fails it only where the setting `preview` is "fail" and `up` would be refused.
 */
export function tellImpact(resource: pulumi.Resource, args: HostMaintenanceModeArgs): void {
  // JavaScript may leave the arguments out: that too is for `check` to say.
  const { hostId, allowShutdown, connection } = args ?? {};
  pulumi.output({ hostId, allowShutdown, connection }).apply(async (known) => {
    // What is wrong with the arguments is for `check` to say.
    if (typeof known.hostId !== "string" || known.hostId === "") return;
    try {
      await tell(resource, { ...known, hostId: known.hostId });
    } catch (error) {
      if (pulumi.ResourceError.isInstance(error)) throw error;
      const text = "What entering maintenance would do to VMs is not known";
      await pulumi.log.warn(`${text}: ${messageOf(error)}`, resource);
    }
  });
}

interface Known {
  hostId: string;
  allowShutdown?: VmList | undefined;
  connection?: string | undefined;
}

async function tell(resource: pulumi.Resource, { hostId, allowShutdown, connection }: Known): Promise<void> {
  const { cloudTower, settings } = connectFromProgram(connection, resource);
  if (settings.preview === "off") return;
  const sight = { cloudTower, clock: systemClock, signal: new AbortController().signal };
  const consent = allowShutdown ?? settings.allowShutdown ?? "all";
  const cap = settings.allowShutdown;
  const refuse = async (why: string) => {
    if (settings.preview !== "fail") return pulumi.log.warn(why, resource);
    // Pulumi shows it as an error of the resource. An error that is only logged would not make the preview fail.
    throw new pulumi.ResourceError(why, resource, true);
  };
  try {
    const found = await impact(sight, { hostId, consent, cap, precheckMs: PRECHECK_MS });
    if (!found) return;
    const text = inOneLine(describeImpact(found));
    if (isRefused(found)) await refuse(text);
    else await (isAlarming(found) ? pulumi.log.warn : pulumi.log.info)(text, resource);
  } catch (error) {
    if (!(error instanceof LifecycleError) || error.failure.cause !== undefined) throw error;
    await refuse(`Entering maintenance would fail now: ${error.message}`);
  }
}

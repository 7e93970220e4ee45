import * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { inOneLine } from "../cloudtower";
import { LifecycleError, messageOf, type VmList } from "../lifecycle";
import type { HostMaintenanceModeArgs } from "./arguments";
import { describeImpact, impact, isAlarming } from "./impact";
import { connectFromProgram } from "./programSettings";

/** A preview should not be long: what a precheck has not said by then is not told. */
const PRECHECK_MS = 60_000;

/**
 * Tells in a preview what entering would do to the VMs of the host, attached to the resource. It runs beside
 * everything else of the preview and never fails it.
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
      const why = messageOf(error);
      const refused = error instanceof LifecycleError && error.failure.cause === undefined;
      const text = refused
        ? "Entering maintenance would fail now"
        : "What entering maintenance would do to VMs is not known";
      await pulumi.log.warn(`${text}: ${why}`, resource);
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
  if (!settings.previewPrecheck) return;
  const sight = { cloudTower, clock: systemClock, signal: new AbortController().signal };
  const consent = allowShutdown ?? settings.allowShutdown ?? "all";
  const cap = settings.allowShutdown;
  const found = await impact(sight, { hostId, consent, cap, precheckMs: PRECHECK_MS });
  if (!found) return;
  const text = inOneLine(describeImpact(found));
  await (isAlarming(found) ? pulumi.log.warn(text, resource) : pulumi.log.info(text, resource));
}

import type { Consent } from "./consent";
import { beyondConsent } from "./consent";
import type { Context } from "./context";
import { hostState } from "./hostState";
import { observe } from "./observe";
import { precheck } from "./precheck";
import { describeVms, identify } from "./vms";

/** What entering maintenance would do to the VMs of a host now. */
export interface Impact {
  hostName: string;
  shutdownVms: { vmUuid: string; vmName: string }[];
  /** How many would migrate. */
  migrating: number;
  /** Those of `shutdownVms` that the consent does not cover: the entry would be refused. */
  notAgreed: { vmUuid: string; vmName: string }[];
}

/**
 * Runs a precheck to tell the impact of entering; changes nothing.
 * @returns undefined for a host that is not in use: there is nothing to enter
 */
export async function impact(
  context: Context,
  request: { hostId: string; consent: Consent; precheckMs: number },
): Promise<Impact | undefined> {
  const { cloudTower, signal } = context;
  const host = await observe(context, request.hostId);
  if (hostState(host) !== "in-use") return undefined;
  const vms = await cloudTower.vmsOnHost(host.id, { signal });
  const { shutdownVms: names } = await precheck(context, host, request.precheckMs);
  const shutdownVms = (await identify(context, names, vms)).map((vm) => ({ vmUuid: vm.vmUuid, vmName: vm.name }));
  const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
  return {
    hostName: host.name,
    shutdownVms,
    migrating: vms.filter((vm) => !shut.has(vm.vmUuid)).length,
    notAgreed: beyondConsent(request.consent, shutdownVms),
  };
}

/** The impact as a person reads it. */
export function describeImpact({ hostName, shutdownVms, migrating, notAgreed }: Impact): string {
  const migrate = `${migrating} would migrate to other hosts`;
  if (shutdownVms.length === 0) return `Entering maintenance of ${hostName}: no VM would be shut down, ${migrate}.`;
  const plural = shutdownVms.length === 1 ? "1 VM would be shut down" : `${shutdownVms.length} VMs would be shut down`;
  const text = `Entering maintenance of ${hostName}: ${plural}: ${describeVms(shutdownVms)}; ${migrate}.`;
  return notAgreed.length === 0
    ? text
    : `${text} Not covered by allowShutdown, so that the entry would be refused: ${describeVms(notAgreed)}.`;
}

import type { Host, Vm } from "../cloudtower";
import { beyondConsent, type Consent } from "./consent";
import { byUuid } from "./consentNames";
import type { Context } from "./context";
import { LifecycleError } from "./errors";
import { countVms, namesOf } from "./vms";

/** What a resource and its stack allow to be shut down. */
export interface Agreement {
  /** The resource's consent, or what stands in for it. */
  consent: Consent;
  /** The stack's setting: no resource may go beyond it. */
  cap?: Consent | undefined;
}

/** VMs that must not be shut down, by the reason why. */
export interface Objections {
  notAgreed: Vm[];
  beyondCap: Vm[];
  /** The VM that CloudTower itself runs in. */
  own: Vm[];
}

/** Holds what a precheck lists against what was agreed. `onHost` serves to suggest names. */
export async function objections(
  context: Context,
  host: Host,
  { consent, cap = "all" }: Agreement,
  shutdownVms: readonly Vm[],
  onHost: readonly Vm[],
): Promise<Objections> {
  const most = await byUuid(context, host, cap, "setting", onHost);
  const agreed = cap === consent ? most : await byUuid(context, host, consent, "argument", onHost);
  const addresses = shutdownVms.length > 0 ? new Set(await context.cloudTower.ownAddresses()) : new Set<string>();
  return {
    notAgreed: beyondConsent(agreed, shutdownVms),
    beyondCap: beyondConsent(most, shutdownVms),
    own: shutdownVms.filter((vm) => vm.ips?.some((ip) => addresses.has(ip))),
  };
}

/**
 * Lets an entry pass only if nothing stands against it.
 * @throws LifecycleError naming each VM and what to do
 */
export function mustAgree(host: Host, { consent }: Agreement, { notAgreed, beyondCap, own }: Objections): void {
  const failure = { host: host.name, phase: "consent" as const };
  if (own.length > 0) {
    throw new LifecycleError({
      ...failure,
      what: `the entry would shut down the VM that CloudTower itself runs in, ${namesOf(own)}, and with it the only way to bring anything back`,
      next: "move that VM to another host, then run pulumi up; nothing was changed",
    });
  }
  if (notAgreed.length > 0) {
    const agreed = typeof consent === "string" ? [] : consent;
    const line = JSON.stringify([...agreed, ...notAgreed.map((vm) => vm.vmUuid)]);
    throw new LifecycleError({
      ...failure,
      what: `the host cannot enter maintenance without shutting down ${countVms(notAgreed.length)} that allowShutdown does not cover: ${namesOf(notAgreed)}`,
      next: `if they may be shut down, set allowShutdown: ${line}, then run pulumi up again; nothing was changed`,
    });
  }
  if (beyondCap.length > 0) {
    throw new LifecycleError({
      ...failure,
      what: `the host cannot enter maintenance without shutting down ${countVms(beyondCap.length)} that the stack's setting cloudtower:allowShutdown (CLOUDTOWER_ALLOW_SHUTDOWN) does not cover: ${namesOf(beyondCap)}`,
      next: "move these VMs first, or have the setting widened; nothing was changed",
    });
  }
}

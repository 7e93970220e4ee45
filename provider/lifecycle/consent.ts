/** Which VMs may be shut down: all that the precheck lists, none, or those with these UUIDs. */
export type Consent = "all" | "none" | readonly string[];

/** A VM as consent sees it: `vmUuid` as the maintenance calls use it, and CloudTower's own id where it is known. */
export interface ConsentSubject {
  vmUuid: string;
  id?: string;
}

/** The VMs that the consent does not cover. */
export function beyondConsent<T extends ConsentSubject>(consent: Consent, vms: readonly T[]): T[] {
  if (consent === "all") return [];
  if (consent === "none") return [...vms];
  const allowed = new Set(consent.map(sameCase));
  return vms.filter((vm) => !allowed.has(sameCase(vm.vmUuid)) && !(vm.id && allowed.has(sameCase(vm.id))));
}

/**
 * Does `asked` certainly allow a VM to be shut down that `cap` does not? Where one says a name and the other a UUID that
 * cannot be told without asking CloudTower: then the entry, which holds the VMs against both, decides.
 */
export function exceedsCap(asked: Consent, cap: Consent): boolean {
  if (cap === "all" || asked === "none") return false;
  if (asked === "all") return true;
  if (cap === "none") return asked.length > 0;
  const capped = new Set(cap.map(sameCase));
  const comparable = (entry: string) => cap.every((other) => isVmIdentifier(other) === isVmIdentifier(entry));
  return asked.some((entry) => !capped.has(sameCase(entry)) && comparable(entry));
}

/** Equal as sets: order, case and duplicates make no difference. One that is absent equals only another that is. */
export function sameConsent(one: Consent | undefined, other: Consent | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonical(one) === canonical(other);
}

/** Can this be what a VM is known by in a consent: a UUID (`vmUuid`), or CloudTower's own id? */
export function isVmIdentifier(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) || /^c[a-z0-9]{19,}$/.test(text);
}

function canonical(consent: Consent): string {
  return typeof consent === "string" ? consent : JSON.stringify([...new Set(consent.map(sameCase))].sort());
}

function sameCase(uuid: string): string {
  // Names are taken to the letter.
  return isVmIdentifier(uuid) ? uuid.toLowerCase() : uuid;
}

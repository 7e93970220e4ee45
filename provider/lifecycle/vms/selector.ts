import { distance } from "fastest-levenshtein";

/** All VMs, none, or those with these names, UUIDs (`vmUuid`) or CloudTower ids. */
export type VmList = "all" | "none" | readonly string[];

/** The same, or all VMs except some. */
export type VmSelector = VmList | { readonly except: readonly string[] };

/** What a selector matches. A VM that was renamed matches by either name. */
export interface Selectable {
  vmUuid?: string | undefined;
  id?: string | undefined;
  name?: string | undefined;
  formerName?: string | undefined;
}

/** How many similar names an error suggests. */
const CANDIDATES = 3;

/** Is this VM selected? UUIDs and ids ignore case, names must match exactly. */
export function selects(selector: VmSelector, vm: Selectable): boolean {
  if (typeof selector === "string") return selector === "all";
  if ("except" in selector) return !selects(selector.except, vm);
  const { vmUuid, id, name, formerName } = vm;
  const ids = [vmUuid, id].flatMap((known) => known?.toLowerCase() ?? []);
  return selector.some((entry) => entry === name || entry === formerName || ids.includes(entry.toLowerCase()));
}

/** The entries that are names, because they do not have the form of an id. */
export function namesIn(selector: VmSelector): string[] {
  if (typeof selector === "string") return [];
  return [...new Set(("except" in selector ? selector.except : selector).filter((entry) => !isVmId(entry)))];
}

/**
 * Equality as sets: order, case of ids and duplicates are ignored. An absent selector equals only another absent one.
 */
export function sameSelector(one: VmSelector | undefined, other: VmSelector | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonical(one) === canonical(other);
}

/**
 * Does `asked` certainly select a VM that `cap` does not? If one has a name and the other a UUID, only CloudTower
 * knows. Then the entry checks the VMs against both.
 */
export function exceeds(asked: VmList, cap: VmList): boolean {
  if (cap === "all" || asked === "none") return false;
  if (asked === "all") return true;
  if (cap === "none") return asked.length > 0;
  const capped = new Set(cap.map(normalized));
  const isComparable = (entry: string) => cap.every((other) => isVmId(other) === isVmId(entry));
  return asked.some((entry) => !capped.has(normalized(entry)) && isComparable(entry));
}

/** Does a text have the form of a `vmUuid` or a CloudTower id? */
export function isVmId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) || /^c[a-z0-9]{19,}$/.test(text);
}

/** The VMs with the most similar names. */
export function closestTo<T extends { name: string }>(name: string, vms: readonly T[]): T[] {
  return vms
    .filter((vm) => vm.name !== "")
    .sort((one, other) => distance(name, one.name) - distance(name, other.name))
    .slice(0, CANDIDATES);
}

function canonical(selector: VmSelector): string {
  if (typeof selector === "string") return selector;
  if ("except" in selector) return `not ${canonical(selector.except)}`;
  return JSON.stringify([...new Set(selector.map(normalized))].sort());
}

function normalized(entry: string): string {
  return isVmId(entry) ? entry.toLowerCase() : entry;
}

import { isUnfinished, type Phase, sameSelector, type VmSelector } from "../lifecycle";
import { DEFAULTS, GROUPS } from "./defaults";

/** A changed property, and what follows: another host means a replacement, anything else an update in place. */
export interface PropertyDiff {
  /** A path, for example `restore.powerOn`; `phase` for an unfinished session. */
  property: string;
  kind: "replace" | "update";
}

type Arguments = { readonly [name: string]: unknown };

/**
 * Compares the previous arguments with the current ones, defaults filled in. Lists of VMs compare as sets. In a preview, any
 * value may be the placeholder for "not known yet". For a group, every key is then unknown, which counts as a change.
 */
export function diff(before: Arguments, now: Arguments, phase: Phase | undefined): PropertyDiff[] {
  const [one, other] = [flat(before), flat(now)];
  const changed = Object.keys(one).filter((property) => !isSame(one[property], other[property]));
  const changes = changed.map((property): PropertyDiff => {
    return { property, kind: property === "hostId" ? "replace" : "update" };
  });
  // An unfinished session must be continued even if the user changed nothing.
  if (phase !== undefined && isUnfinished({ phase })) changes.push({ property: "phase", kind: "update" });
  return changes;
}

/** Every argument by its path. An argument that is missing, as in states of earlier versions, has its default. */
function flat(given: Arguments): Record<string, unknown> {
  const all: Record<string, unknown> = { hostId: given.hostId };
  for (const [name, byDefault] of Object.entries(DEFAULTS)) all[name] = given[name] ?? byDefault;
  for (const group of GROUPS) {
    const value = all[group];
    delete all[group];
    for (const [key, byDefault] of Object.entries(DEFAULTS[group])) {
      const isKnown = typeof value === "object" && value !== null;
      all[`${group}.${key}`] = isKnown ? ((value as Arguments)[key] ?? byDefault) : value;
    }
  }
  return all;
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" && typeof other !== "object") return one === other;
  return sameSelector(one as VmSelector | undefined, other as VmSelector | undefined);
}

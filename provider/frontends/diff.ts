import { isUnfinished, type Phase, sameSelector, type VmSelector } from "../lifecycle";
import { DEFAULTS, GROUPS } from "./defaults";

/** A property that changed, and what that means: another host is another session, anything else is recorded in place. */
export interface PropertyDiff {
  /** A path, for example `restore.powerOn`; `phase` for a session that is unfinished. */
  property: string;
  kind: "replace" | "update";
}

type Arguments = { readonly [name: string]: unknown };

/**
 * Compares what the user said before with what is said now, defaults filled in. Lists of VMs compare as sets. In a preview
 * any value may be the mark for "not known yet": then each key of a group is not known, which is a change.
 */
export function diff(before: Arguments, now: Arguments, phase: Phase | undefined): PropertyDiff[] {
  const [one, other] = [flat(before), flat(now)];
  const changed = Object.keys(one).filter((property) => !isSame(one[property], other[property]));
  const changes = changed.map((property): PropertyDiff => {
    return { property, kind: property === "hostId" ? "replace" : "update" };
  });
  // What is unfinished is continued, whether or not the user changed anything.
  if (phase !== undefined && isUnfinished({ phase })) changes.push({ property: "phase", kind: "update" });
  return changes;
}

/** Every argument by its path. A state written by a version that did not know an argument has that argument's default. */
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

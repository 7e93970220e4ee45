import { type Consent, sameConsent } from "./consent";
import type { Phase } from "./record";

/** What a user can say about a session, as far as a change of it matters. */
export interface Policy {
  hostId: string;
  allowShutdown?: Consent | undefined;
  ifAlreadyInMaintenance?: string | undefined;
  timeouts?: { precheck?: string | undefined; enter?: string | undefined; exit?: string | undefined } | undefined;
  reason?: string | undefined;
  connection?: string | undefined;
}

/** A property that changed, and what that means: another host is another session, all else is recorded in place. */
export interface PropertyDiff {
  property: keyof Policy | "phase";
  kind: "replace" | "update";
}

/** Held together here: what the user said before and says now, and where the session stands. */
export function diff(before: Policy, now: Policy, phase: Phase | undefined): PropertyDiff[] {
  const changes: PropertyDiff[] = [];
  const update = (property: PropertyDiff["property"], changed: boolean) => {
    if (changed) changes.push({ property, kind: "update" });
  };
  if (before.hostId !== now.hostId) changes.push({ property: "hostId", kind: "replace" });
  update("allowShutdown", !sameOptionalConsent(before.allowShutdown, now.allowShutdown));
  update("ifAlreadyInMaintenance", before.ifAlreadyInMaintenance !== now.ifAlreadyInMaintenance);
  update("timeouts", !sameTimeouts(before.timeouts, now.timeouts));
  update("reason", before.reason !== now.reason);
  update("connection", before.connection !== now.connection);
  // An entry that did not finish is gone on with, whether or not the user changed anything.
  update("phase", phase === "entering" || phase === "entry-failed");
  return changes;
}

function sameOptionalConsent(one: Consent | undefined, other: Consent | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameConsent(one, other);
}

function sameTimeouts(one: Policy["timeouts"] = {}, other: Policy["timeouts"] = {}): boolean {
  return one.precheck === other.precheck && one.enter === other.enter && one.exit === other.exit;
}

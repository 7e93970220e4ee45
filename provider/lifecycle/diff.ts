import { type Consent, sameConsent } from "./consent";
import { isUnfinished, type Phase } from "./record";
import type { RestorePolicy } from "./restore";

/** What a user can say about a session, as far as a change of it matters; defaults filled in. */
export interface Policy {
  hostId: string;
  /** Absent: whatever the stack's setting says. */
  allowShutdown?: Consent | undefined;
  restore: RestorePolicy;
  ifAlreadyInMaintenance: string;
  onForeignSession: string;
  timeouts: { precheck: string; enter: string; exit: string };
  reason?: string | undefined;
  connection?: string | undefined;
}

/** A property that changed, and what that means: another host is another session, all else is recorded in place. */
export interface PropertyDiff {
  /** A path, for example `restore.powerOn`; `phase` for an entry that did not finish. */
  property: string;
  kind: "replace" | "update";
}

/** Holds what the user said before against what is said now. Lists of VMs compare as sets. */
export function diff(before: Policy, now: Policy, phase: Phase | undefined): PropertyDiff[] {
  const changes: PropertyDiff[] = [];
  const update = (property: string, same: boolean) => {
    if (!same) changes.push({ property, kind: "update" });
  };
  if (before.hostId !== now.hostId) changes.push({ property: "hostId", kind: "replace" });
  update("allowShutdown", sameConsent(before.allowShutdown, now.allowShutdown));
  for (const key of ["powerOn", "liveMigrateBack", "offlineMigrateBack"] as const) {
    update(`restore.${key}`, sameConsent(before.restore[key], now.restore[key]));
  }
  update("restore.changed", before.restore.changed === now.restore.changed);
  update("ifAlreadyInMaintenance", before.ifAlreadyInMaintenance === now.ifAlreadyInMaintenance);
  update("onForeignSession", before.onForeignSession === now.onForeignSession);
  for (const key of ["precheck", "enter", "exit"] as const) {
    update(`timeouts.${key}`, before.timeouts[key] === now.timeouts[key]);
  }
  update("reason", before.reason === now.reason);
  update("connection", before.connection === now.connection);
  // An entry that did not finish is gone on with, whether or not the user changed anything.
  update("phase", phase === undefined || !isUnfinished({ phase }));
  return changes;
}

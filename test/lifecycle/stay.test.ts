import { describe, expect, it } from "vitest";
import type { Host } from "../../provider/cloudtower";
import { type Fact, type SessionRecord, stayOf } from "../../provider/lifecycle";

const ENTERED = "2026-01-01T08:00:00.000Z";
const LATER = "2026-01-02T08:00:00.000Z";

const record = (change: Partial<SessionRecord> = {}): SessionRecord => ({
  ...{ server: "https://tower", hostId: "h", hostName: "node-1", clusterId: "c", clusterName: "east" },
  ...{ phase: "maintenance", adopted: false, submittedAt: ENTERED, enteredAt: ENTERED, maintenanceJobId: "job-1" },
  ...{ shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] },
  ...change,
});
const fact = (kind: Fact["kind"], owner: string, at = ENTERED, of = record()): Fact => ({
  kind,
  owner,
  at,
  record: of,
});
const host = (session?: Host["session"]): Host => ({
  ...{ id: "h", name: "node-1", clusterId: "c", clusterName: "east", status: "CONNECTED_HEALTHY", managementIp: "" },
  ...(session ? { session } : {}),
});
const inMaintenance = host({ state: "MAINTENANCE_MODE", jobId: "job-1", enteredAt: ENTERED });

describe("whose session a host is in", () => {
  it("is that of whoever entered or adopted it last", () => {
    const facts = [fact("held", "a", LATER), fact("submitted", "b", LATER), fact("submitted", "a")];
    expect(stayOf(inMaintenance, facts)).toMatchObject({ holder: { owner: "a", kind: "held" }, isGuess: false });
    expect(stayOf(inMaintenance, facts)).toMatchObject({ state: "in maintenance", since: ENTERED });
  });

  it("is not that of another session's owner", () => {
    const other = fact("held", "a", ENTERED, record({ maintenanceJobId: "job-0" }));
    expect(stayOf(inMaintenance, [other]).holder).toBeUndefined();
  });

  it("is a guess if CloudTower shows nothing to compare", () => {
    const entering = host({ state: "ENTERING_MAINTENANCE_MODE" });
    const { submittedAt: _, ...adopted } = record({ phase: "entering" });
    const stay = stayOf(entering, [fact("submitted", "a", ENTERED, adopted), fact("exit ended", "b", LATER, adopted)]);
    expect(stay).toMatchObject({ holder: { owner: "a" }, isGuess: true });
  });

  it("tells an exit whose end was not seen", () => {
    expect(stayOf(inMaintenance, [fact("held", "a"), fact("exit submitted", "a", LATER)]).exitAt).toBe(LATER);
    expect(stayOf(inMaintenance, [fact("held", "a"), fact("exit ended", "a", LATER)]).exitAt).toBeUndefined();
  });

  it("matters after its end only until destroy has finished with it", () => {
    expect(stayOf(host(), [fact("held", "a")]).holder?.owner).toBe("a");
    expect(stayOf(host(), [fact("held", "a"), fact("over", "a", LATER)]).holder).toBeUndefined();
    expect(stayOf(host({ state: "IN_USE" }), []).holder).toBeUndefined();
  });
});

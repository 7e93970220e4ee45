import { describe, expect, it } from "vitest";
import type { Host, Vm } from "../../provider/cloudtower";
import { type Fact, owedAfter, owedByPlan, owedByRecord, type SessionRecord, stayOf } from "../../provider/lifecycle";

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

describe("what is owed", () => {
  const vm = (vmUuid: string) => ({ vmUuid, vmName: `name of ${vmUuid}` });
  const now = (vmUuid: string, powerState: string, hostId: string): [string, Vm] => [
    vmUuid,
    { id: vmUuid, vmUuid, name: vmUuid, powerState, hostId },
  ];
  const lists = { shutdownVms: [vm("off")], liveMigratedVms: [vm("live")], offlineMigratedVms: [vm("cold")] };

  it("in a session goes by CloudTower's plan: without what runs already, and apart what somebody changed", () => {
    const plan = {
      shutdownVms: [
        { ...vm("off"), vmState: "STOPPED" },
        { ...vm("on"), vmState: "RUNNING" },
      ],
      liveMigratedVms: [vm("live"), { ...vm("moved"), changed: true }],
      offlineMigratedVms: [{ vmUuid: "no name" }],
    };
    expect(owedByPlan(plan)).toEqual({
      start: [vm("off")],
      moveBack: [vm("live"), { vmUuid: "no name" }],
      changed: [
        { ...vm("on"), what: "started" },
        { ...vm("moved"), what: "not known" },
      ],
    });
    const vms = new Map([now("off", "STOPPED", "h"), now("on", "RUNNING", "h"), now("moved", "RUNNING", "other")]);
    const recorded = { ...lists, shutdownVms: [vm("off"), vm("deleted")], offlineMigratedVms: [] };
    expect(owedByPlan(plan, recorded, vms)).toEqual({
      start: [vm("off")],
      moveBack: [],
      changed: [
        { ...vm("on"), what: "started" },
        { ...vm("moved"), what: "moved" },
        { ...vm("live"), what: "gone" },
        { vmUuid: "no name", what: "gone" },
        { ...vm("deleted"), what: "gone" },
      ],
    });
  });

  it("goes by the record where there is no plan", () => {
    expect(owedByRecord(lists)).toEqual({ start: [vm("off")], moveBack: [vm("live"), vm("cold")], changed: [] });
  });

  it("after a session is what it left off or elsewhere", () => {
    const left = { ...vm("live"), powerState: "RUNNING", hostIdAfter: "other" };
    const vms = new Map([now("off", "STOPPED", "h"), now("live", "RUNNING", "other"), now("cold", "STOPPED", "h")]);
    const ended = record({
      ...lists,
      liveMigratedVms: [left],
      offlineMigratedVms: [{ ...vm("cold"), powerState: "STOPPED" }],
    });
    expect(owedAfter(ended, "h", vms)).toEqual({ start: [vm("off")], moveBack: [vm("live")], changed: [] });
  });
});

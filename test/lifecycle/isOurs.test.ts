import { describe, expect, it } from "vitest";
import type { SessionRecord } from "../../provider/lifecycle";
import { hostState, isOurs } from "../../provider/lifecycle/hostState";

const SUBMITTED = "2026-01-01T12:00:00.000Z";
const RECORD: SessionRecord = {
  server: "https://tower",
  hostId: "id",
  hostName: "node-1",
  clusterId: "cluster",
  clusterName: "east",
  phase: "entering",
  submittedAt: SUBMITTED,
  adopted: false,
  shutdownVms: [],
  liveMigratedVms: [],
  offlineMigratedVms: [],
};

/** A host whose session began so many minutes after our call. */
function hostAfter(minutes: number, jobId?: string) {
  const enteredAt = new Date(Date.parse(SUBMITTED) + minutes * 60_000).toISOString();
  const session = { state: "MAINTENANCE_MODE", enteredAt, ...(jobId ? { jobId } : {}) };
  return {
    id: "id",
    name: "node-1",
    clusterId: "cluster",
    clusterName: "east",
    status: "OK",
    managementIp: "",
    session,
  };
}

describe("a session is ours", () => {
  it.each([
    ["with our job id, whatever the time", { maintenanceJobId: "job" }, hostAfter(-600, "job"), true],
    ["not with another job id, even at the same time", { maintenanceJobId: "job" }, hostAfter(0, "other"), false],
    ["without ids, at the time that we know", { enteredAt: hostAfter(3).session.enteredAt }, hostAfter(3), true],
    ["not at another time", { enteredAt: hostAfter(3).session.enteredAt }, hostAfter(4), false],
    ["in the quarter of an hour after a call whose answer was lost", {}, hostAfter(14), true],
    ["not after that", {}, hostAfter(16), false],
    ["not before the call", {}, hostAfter(-1), false],
    ["with our task, however late it begins", { taskId: "task" }, hostAfter(20), true],
    ["with our task, though clocks differ", { taskId: "task" }, hostAfter(-1), true],
    ["not after an entry that failed", { phase: "entry-failed", taskId: "task" }, hostAfter(1), false],
  ] as const)("%s", (_, known, host, ours) => {
    expect(hostState(host)).toBe("maintenance");
    expect(isOurs({ ...RECORD, ...known }, host)).toBe(ours);
  });
});

import { describe, expect, it } from "vitest";
import { diff } from "../../provider/frontends/diff";

const policy = {
  hostId: "host-1",
  allowShutdown: ["a", "b"],
  restore: { powerOn: "all", liveMigrateBack: "all", offlineMigrateBack: "all", changed: "skip" },
  ifAlreadyInMaintenance: "fail",
  onForeignSession: "refuse",
  timeouts: { precheck: "10m", enter: "2h", exit: "2h" },
};

describe("diff", () => {
  it("finds nothing if nothing was changed, even if order or duplicates of the consent differ", () => {
    expect(diff(policy, { ...policy, allowShutdown: ["b", "a", "a"] }, "maintenance")).toEqual([]);
  });

  it("replaces for another host", () => {
    expect(diff(policy, { ...policy, hostId: "host-2" }, "maintenance")).toEqual([
      { property: "hostId", kind: "replace" },
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["allowShutdown", { allowShutdown: "none" }],
    ["allowShutdown", { allowShutdown: undefined }],
    ["onForeignSession", { onForeignSession: "exit" }],
    ["restore.powerOn", { restore: { ...policy.restore, powerOn: ["web-01"] } }],
    ["restore.changed", { restore: { ...policy.restore, changed: "include" } }],
    ["timeouts.enter", { timeouts: { precheck: "10m", enter: "3h", exit: "2h" } }],
    ["reason", { reason: "DIMM A2" }],
    ["connection", { connection: "east" }],
  ])("updates in place for another %s", (property, change) => {
    expect(diff(policy, { ...policy, ...change }, "maintenance")).toEqual([{ property, kind: "update" }]);
  });

  it.each(["entering", "entry-failed", "owed"] as const)(
    "continues an entry that is %s, although nothing was changed",
    (phase) => {
      expect(diff(policy, policy, phase)).toEqual([{ property: "phase", kind: "update" }]);
    },
  );
});

// The receipt: what happened to each VM of a session.
import { describe, expect, it } from "vitest";
import type { Vm } from "../../../provider/cloudtower";
import type { SessionRecord } from "../../../provider/lifecycle/session/record";
import type { RestorePolicy } from "../../../provider/lifecycle/vms/restore";
import { outcomes } from "../../../provider/lifecycle/vms/standing";
import { minutes, policy, record, recordedVm, vm, vmsNow } from "../evidence";

const off = { powerState: "STOPPED" };
const elsewhere = { hostId: "host-2", hostName: "node-2" };

interface Given {
  record?: SessionRecord;
  askedBack?: string[];
  policy?: Partial<RestorePolicy>;
  notes?: [string, string][];
}

/** The outcome of the VM `a`, which the entry shut down unless the test says otherwise. */
function outcomeOf(now: Partial<Vm> | undefined, given: Given = {}) {
  const { record: of = record({ shutdownVms: [recordedVm("a")] }), askedBack = [], notes = [] } = given;
  const ended = { record: of, hostId: "host-1", askedBack: new Set(askedBack) };
  const vms = now ? vmsNow(vm("a", now)) : vmsNow();
  return outcomes(vms, ended, policy(given.policy), new Map(notes))[0];
}

const migrated = (hostIdAfter?: string) =>
  record({ liveMigratedVms: [recordedVm("a", hostIdAfter ? { hostIdAfter } : {})] });
const stamped = record({ shutdownVms: [recordedVm("a", { lastShutdownTime: minutes(5) })] });
const vague = record({ offlineMigratedVms: [recordedVm("a", { powerState: "UNKNOWN" })] });

it("a VM that is as before is restored, and needs no reason", () => {
  expect(outcomeOf({})).toEqual({ vmUuid: "a", vmName: "a", outcome: "restored" });
});

describe("a VM that is not as before", () => {
  it.each<[string, "left" | "failed", RegExp, Partial<Vm> | undefined, Given?]>([
    ["is failed if it is off and should be on", "failed", /STOPPED on node-1.*ran before$/, off],
    ["is left if it is off and need not be on", "left", /STOPPED.*not selected/, off, { policy: { powerOn: "none" } }],
    [
      "is left if somebody stopped it",
      "left",
      /STOPPED.*since 2026-01-01T13:00.*after the entry/,
      { ...off, lastShutdownTime: minutes(60) },
      { record: stamped },
    ],
    ["is left if it is suspended", "left", /SUSPENDED on node-1.*ran before$/, { powerState: "SUSPENDED" }],
    [
      "is left if nobody knows whether it ran",
      "left",
      /STOPPED.*not known whether it ran before$/,
      off,
      { record: vague },
    ],
    [
      "is left if it did not come back",
      "left",
      /node-2.*did not come back to the host$/,
      elsewhere,
      { record: migrated(), askedBack: ["a"] },
    ],
    [
      "is left if it need not come back",
      "left",
      /node-2.*not selected/,
      elsewhere,
      { record: migrated("host-2"), policy: { liveMigrateBack: "none" } },
    ],
    ["is left if somebody moved it", "left", /^is RUNNING on node-2$/, elsewhere, { record: migrated() }],
    ["is left if it is not shown", "left", /^no longer shown/, undefined],
    ["is left if it was deleted", "left", /^no longer shown/, { powerState: "DELETED" }],
    ["is left if it is in the recycle bin", "left", /recycle bin$/, { ...off, inRecycleBin: true }],
  ])("%s", (_, outcome, why, now, given) => {
    expect(outcomeOf(now, given)).toEqual({ vmUuid: "a", vmName: "a", outcome, why: expect.stringMatching(why) });
  });

  it("is reported with the reason why our exit left it out", () => {
    const given: Given = {
      record: migrated(),
      notes: [
        ["a", "changed since the entry"],
        ["b", "for another"],
      ],
    };
    expect(outcomeOf(elsewhere, given)?.why).toBe("is RUNNING on node-2; changed since the entry");
  });
});

it("every VM of the session is reported, in the order of the record", () => {
  const of = record({
    shutdownVms: [recordedVm("a")],
    liveMigratedVms: [recordedVm("b")],
    offlineMigratedVms: [recordedVm("c")],
  });
  const ended = { record: of, hostId: "host-1", askedBack: new Set<string>() };
  const told = outcomes(vmsNow(vm("c"), vm("a")), ended, policy(), new Map());
  expect(told.map(({ vmUuid, outcome }) => [vmUuid, outcome])).toEqual([
    ["a", "restored"],
    ["b", "left"],
    ["c", "restored"],
  ]);
});

// The standing of a VM of a session whose host is in use.
import { describe, expect, it } from "vitest";
import type { Vm } from "../../../provider/cloudtower";
import type { RecordedVm, SessionRecord } from "../../../provider/lifecycle/session/record";
import type { RestorePolicy } from "../../../provider/lifecycle/vms/restore";
import {
  isStoppedSince,
  isWanted,
  owedVms,
  type Standing,
  standingOf,
  vmsNotBack,
} from "../../../provider/lifecycle/vms/standing";
import { minutes, policy, record, recordedVm, vm, vmsNow } from "../evidence";

const off = { powerState: "STOPPED" };
const elsewhere = { hostId: "host-2", hostName: "node-2" };

/** Records in which the entry shut `a` down, or migrated it running, or stopped. */
type List = "shutdownVms" | "liveMigratedVms" | "offlineMigratedVms";
const sessionWith = (list: List, recorded: Partial<RecordedVm> = {}, change: Partial<SessionRecord> = {}) =>
  record({ [list]: [recordedVm("a", recorded)], ...change });

const recordedOf = (of: SessionRecord) =>
  [...of.shutdownVms, ...of.liveMigratedVms, ...of.offlineMigratedVms][0] as RecordedVm;

function standing(of: SessionRecord, now: Partial<Vm> | undefined, askedBack: string[] = []): Standing {
  return standingOf(recordedOf(of), now && vm("a", now), {
    record: of,
    hostId: "host-1",
    askedBack: new Set(askedBack),
  });
}

describe("a VM that ran before", () => {
  it.each<[string, Standing, Partial<Vm> | undefined]>([
    ["is back where it runs on the host", "back", {}],
    ["is owed its power if it is off", "owed power", off],
    ["is owed its power if it is off elsewhere", "owed power", { ...off, ...elsewhere }],
    ["is down if it is suspended", "down", { powerState: "SUSPENDED" }],
    ["is down if its power is not known", "down", { powerState: "UNKNOWN" }],
    ["is elsewhere if it runs there", "elsewhere", elsewhere],
    ["is gone if it is not shown", "gone", undefined],
    ["is gone if it was deleted", "gone", { powerState: "DELETED" }],
    ["is in the bin if somebody put it there", "in the bin", { ...off, inRecycleBin: true }],
  ])("%s", (_, is, now) => {
    expect(standing(sessionWith("shutdownVms"), now)).toBe(is);
    expect(standing(sessionWith("liveMigratedVms"), now)).toBe(is);
  });
});

describe("a VM that was off before", () => {
  it.each<[string, Standing, Partial<Vm> | undefined]>([
    ["is back where it is off on the host", "back", off],
    ["is back where it runs on the host by now", "back", {}],
    ["is back where it is suspended on the host", "back", { powerState: "SUSPENDED" }],
    ["is elsewhere if it is off there", "elsewhere", { ...off, ...elsewhere }],
    ["is gone if it is not shown", "gone", undefined],
    ["is in the bin if somebody put it there", "in the bin", { ...off, inRecycleBin: true }],
  ])("%s", (_, is, now) => {
    expect(standing(sessionWith("offlineMigratedVms", off), now)).toBe(is);
  });
});

describe("a VM of which nobody knows whether it ran before", () => {
  const unknown = sessionWith("offlineMigratedVms", { powerState: "UNKNOWN" });
  it.each<[string, Standing, Partial<Vm>]>([
    ["is not known if it is off", "not known", off],
    ["is not known if it is off elsewhere", "not known", { ...off, ...elsewhere }],
    ["is back where it runs on the host", "back", {}],
    ["is elsewhere if it runs there", "elsewhere", elsewhere],
  ])("%s", (_, is, now) => {
    expect(standing(unknown, now)).toBe(is);
  });
});

describe("a VM that is elsewhere", () => {
  const left = (hostIdAfter: string) => sessionWith("liveMigratedVms", { hostIdAfter });
  it.each<[string, Standing, SessionRecord, string[]]>([
    ["is owed its place where a failed entry left it", "owed place", left("host-2"), []],
    ["was moved by somebody where that entry left it on a third host", "elsewhere", left("host-3"), []],
    ["is owed its place if our exit asked for it", "owed place", sessionWith("liveMigratedVms"), ["a"]],
    ["is not owed it if our exit asked for others", "elsewhere", sessionWith("liveMigratedVms"), ["b"]],
    ["is owed its place where it was off before, too", "owed place", sessionWith("offlineMigratedVms", off), ["a"]],
  ])("%s", (_, is, of, askedBack) => {
    expect(
      standing(of, { ...elsewhere, powerState: of.offlineMigratedVms.length > 0 ? "STOPPED" : "RUNNING" }, askedBack),
    ).toBe(is);
  });
});

it("a VM that runs on a host that CloudTower does not name is elsewhere, and not where the entry left it", () => {
  expect(standing(sessionWith("liveMigratedVms"), { hostId: undefined })).toBe("elsewhere");
});

describe("a VM that is off", () => {
  const failed = { phase: "entry-failed", entryFailedAt: minutes(10) } as const;
  const stamped = (list: List, change: Partial<SessionRecord> = {}) =>
    sessionWith(list, { lastShutdownTime: minutes(5) }, change);
  it.each<[string, boolean, SessionRecord, number | undefined]>([
    [
      "was stopped by somebody if its last shutdown differs from the one after the entry",
      true,
      stamped("shutdownVms"),
      60,
    ],
    ["was not if its last shutdown is the same", false, stamped("shutdownVms"), 5],
    ["was not if none is known now", false, stamped("shutdownVms"), undefined],
    ["was not if none was known after the entry", false, sessionWith("shutdownVms"), 60],
    ["was stopped by somebody though it migrated", true, stamped("liveMigratedVms"), 60],
    ["obeyed late a moment after the entry failed", false, stamped("shutdownVms", failed), 10],
    ["obeyed late by a clock that is behind", false, stamped("shutdownVms", failed), 8],
    ["obeyed late half an hour after the entry failed", false, stamped("shutdownVms", failed), 40],
    ["was stopped by somebody later than that", true, stamped("shutdownVms", failed), 41],
    [
      "was stopped by somebody, soon after the entry failed, if the entry did not name it",
      true,
      stamped("liveMigratedVms", failed),
      20,
    ],
  ])("%s", (_, is, of, lastShutdown) => {
    const now = vm("a", { ...off, ...(lastShutdown === undefined ? {} : { lastShutdownTime: minutes(lastShutdown) }) });
    expect(isStoppedSince(recordedOf(of), now, of)).toBe(is);
    const ended = { record: of, hostId: "host-1", askedBack: new Set<string>() };
    expect(standingOf(recordedOf(of), now, ended)).toBe(is ? "stopped since" : "owed power");
  });
});

const NOTHING: Partial<RestorePolicy> = { powerOn: "none", liveMigrateBack: "none", offlineMigrateBack: "none" };

describe("a VM is wanted", () => {
  it.each<[string, boolean, Standing, List, Partial<RestorePolicy>]>([
    ["on if all are", true, "owed power", "shutdownVms", {}],
    ["on if it is named", true, "owed power", "shutdownVms", { powerOn: ["a"] }],
    ["on if only others are left out", true, "owed power", "shutdownVms", { powerOn: { except: ["b"] } }],
    [
      "on whatever migrates back",
      true,
      "owed power",
      "shutdownVms",
      { liveMigrateBack: "none", offlineMigrateBack: "none" },
    ],
    ["not on if none is", false, "owed power", "shutdownVms", { powerOn: "none" }],
    ["on where it was only to migrate back", true, "owed power", "liveMigratedVms", { powerOn: "none" }],
    ["not on if it was not even to migrate back", false, "owed power", "liveMigratedVms", NOTHING],
    ["by its name now", true, "owed power", "shutdownVms", { powerOn: ["a now"] }],
    [
      "on the host if it migrated live",
      true,
      "owed place",
      "liveMigratedVms",
      { powerOn: "none", offlineMigrateBack: "none" },
    ],
    [
      "not on the host if none is to migrate back live",
      false,
      "owed place",
      "liveMigratedVms",
      { liveMigrateBack: "none" },
    ],
    [
      "on the host if it migrated offline",
      true,
      "owed place",
      "offlineMigratedVms",
      { powerOn: "none", liveMigrateBack: "none" },
    ],
    [
      "not on the host if none is to migrate back offline",
      false,
      "owed place",
      "offlineMigratedVms",
      { offlineMigrateBack: "none" },
    ],
    ["not if somebody moved it", false, "elsewhere", "liveMigratedVms", {}],
    ["not if somebody stopped it", false, "stopped since", "shutdownVms", {}],
    ["not if it is suspended", false, "down", "shutdownVms", {}],
  ])("%s", (_, is, how, list, change) => {
    const of = sessionWith(list);
    const ended = { record: of, hostId: "host-1", askedBack: new Set<string>() };
    expect(isWanted(recordedOf(of), vm("a", { name: "a now" }), how, ended, policy(change))).toBe(is);
  });
});

describe("the VMs of a session", () => {
  const of = record({
    shutdownVms: [recordedVm("off"), recordedVm("back")],
    liveMigratedVms: [recordedVm("left", { hostIdAfter: "host-2" }), recordedVm("moved"), recordedVm("suspended")],
    offlineMigratedVms: [recordedVm("asked", off), recordedVm("gone")],
  });
  const now = vmsNow(
    vm("off", off),
    vm("back"),
    vm("left", elsewhere),
    vm("moved", elsewhere),
    vm("suspended", { powerState: "SUSPENDED" }),
    vm("asked", { ...off, ...elsewhere }),
  );
  const ended = { record: of, hostId: "host-1", askedBack: new Set(["asked"]) };
  const uuids = (vms: readonly RecordedVm[]) => vms.map(({ vmUuid }) => vmUuid);

  it("are owed if they are off or elsewhere because of us, whatever the user wants", () => {
    expect(uuids(owedVms(now, ended))).toEqual(["off", "left", "asked"]);
  });

  it("are not back if they are not as before, whoever did that", () => {
    expect(uuids(vmsNotBack(now, ended))).toEqual(["off", "left", "moved", "suspended", "asked", "gone"]);
  });
});

// What the receipt tells of each VM's power and place. A field is absent if it is not known.
import { describe, expect, it } from "vitest";
import type { Vm } from "../../../provider/cloudtower";
import type { VmOutcome, VmTrace } from "../../../provider/lifecycle/session/receipt";
import {
  NEVER,
  type RecordedLists,
  type RecordedVm,
  type SessionRecord,
} from "../../../provider/lifecycle/session/record";
import { traced } from "../../../provider/lifecycle/vms/trace";
import { minutes, record, recordedVm, vm, vmsNow } from "../evidence";

const off = { powerState: "STOPPED" };
const elsewhere = { hostId: "host-2", hostName: "node-2" };
const TOLD: VmOutcome = { vmUuid: "a", vmName: "a", outcome: "restored" };

type List = keyof RecordedLists;
/** Our session, submitted at minute 0 and entered at minute 1, with `a` in one of its lists. */
const sessionWith = (list: List, recorded: Partial<RecordedVm> = {}, change: Partial<SessionRecord> = {}) =>
  record({ [list]: [recordedVm("a", recorded)], ...change });

interface Given {
  now?: Partial<Vm> | undefined;
  askedBack?: string[];
  /** When the task that started `a` ended. */
  startedAt?: string;
}

function traceOf(of: SessionRecord, { now, askedBack = [], startedAt }: Given): VmTrace {
  const ended = { record: of, hostId: "host-1", askedBack: new Set(askedBack) };
  const starts = new Map(startedAt ? [["a", startedAt]] : []);
  const [told = TOLD] = traced([TOLD], now ? vmsNow(vm("a", now)) : vmsNow(), ended, starts);
  const { vmUuid: _, vmName: __, outcome: ___, ...trace } = told;
  return trace;
}

const ON_HOST = { powerState: "RUNNING", hostName: "node-1" };
const OFF_ON_HOST = { powerState: "STOPPED", hostName: "node-1" };
const AWAY = { powerState: "RUNNING", hostName: "node-2" };
const OFF_AWAY = { powerState: "STOPPED", hostName: "node-2" };

describe("what a session did with a VM", () => {
  it.each<[string, VmTrace["did"], SessionRecord, Given]>([
    ["that had to be shut down: shut it down, though nobody knows when", "shut down", sessionWith("shutdownVms"), {}],
    ["that ran: migrated it, though it is back by now", "migrated", sessionWith("liveMigratedVms"), { now: {} }],
    [
      "that was off: moved it if the exit plan says where it is to go",
      "moved while off",
      sessionWith("offlineMigratedVms", { ...off, targetHostName: "node-1" }),
      { now: off },
    ],
    [
      "that was off: moved it if our exit asked for it",
      "moved while off",
      sessionWith("offlineMigratedVms", off),
      { now: off, askedBack: ["a"] },
    ],
    [
      "that was off: nothing if it is on the host, and no exit asked for it",
      "not touched",
      sessionWith("offlineMigratedVms", off),
      { now: off, askedBack: ["b"] },
    ],
    [
      "that was off: not known if it is elsewhere, and no exit asked for it",
      undefined,
      sessionWith("offlineMigratedVms", off),
      { now: { ...off, ...elsewhere } },
    ],
    ["that was off: not known if it is not shown", undefined, sessionWith("offlineMigratedVms", off), {}],
  ])("%s", (_, did, of, given) => {
    expect(traceOf(of, given).did).toBe(did);
  });
});

describe.each(["entry-failed", "entering"] as const)("what an entry did that did not come to its end (%s)", (phase) => {
  const failed = (list: List, recorded: Partial<RecordedVm> = {}) => sessionWith(list, recorded, { phase });
  it.each<[string, VmTrace["did"], SessionRecord, Given]>([
    [
      "with a VM that was shut down since it was submitted: shut it down",
      "shut down",
      failed("shutdownVms", { lastShutdownTime: minutes(1), hostIdAfter: "host-1" }),
      { now: off },
    ],
    [
      "with a VM that it was to shut down, and that was left elsewhere: moved it",
      "migrated",
      failed("shutdownVms", { hostIdAfter: "host-2" }),
      { now: elsewhere },
    ],
    ["with a VM that it was to shut down: not known", undefined, failed("shutdownVms"), { now: {} }],
    [
      "with a VM left on the host: nothing",
      "not touched",
      failed("liveMigratedVms", { hostIdAfter: "host-1" }),
      { now: {} },
    ],
    [
      "with a VM left elsewhere: moved it",
      "migrated",
      failed("liveMigratedVms", { hostIdAfter: "host-2" }),
      { now: {} },
    ],
    [
      "with a VM that was off, and was left elsewhere: moved it while off",
      "moved while off",
      failed("offlineMigratedVms", { ...off, hostIdAfter: "host-2" }),
      { now: off },
    ],
    [
      "with a VM that was shut down in that time, but did not have to be: nothing but a move",
      "migrated",
      failed("liveMigratedVms", { lastShutdownTime: minutes(1), hostIdAfter: "host-2" }),
      { now: {} },
    ],
    ["with a VM of which nobody saw where it was left: not known", undefined, failed("liveMigratedVms"), { now: {} }],
  ])("%s", (_, did, of, given) => {
    expect(traceOf(of, given).did).toBe(did);
  });
});

describe("the time at which a session took a VM's power", () => {
  const read = (lastShutdown: number) => ({ now: { lastShutdownTime: minutes(lastShutdown) } });
  const shut = (recorded: Partial<RecordedVm> = {}, change: Partial<SessionRecord> = {}) =>
    sessionWith("shutdownVms", recorded, change);
  it.each<[string, string | undefined, SessionRecord, Given]>([
    ["is its last shutdown as read after the entry", minutes(1), shut({ lastShutdownTime: minutes(1) }), read(60)],
    ["is that as read now if none was read then", minutes(5), shut(), read(5)],
    ["is that as read now if it had never been shut down", minutes(5), shut({ lastShutdownTime: NEVER }), read(5)],
    [
      "is that as read now if the one read after the entry is older",
      minutes(5),
      shut({ lastShutdownTime: minutes(-600) }),
      read(5),
    ],
    ["may be a minute before the call, by another clock", minutes(-1), shut(), read(-1)],
    ["is not known if the last shutdown is older than that", undefined, shut(), read(-2)],
    ["is not known if no shutdown is", undefined, shut(), { now: {} }],
    ["is known of a VM that is gone by now", minutes(1), shut({ lastShutdownTime: minutes(1) }), {}],
    [
      "comes after a session that was adopted had begun",
      minutes(5),
      shut({}, { submittedAt: undefined, enteredAt: minutes(5) }),
      read(5),
    ],
    [
      "is not one before a session that was adopted had begun",
      undefined,
      shut({}, { submittedAt: undefined, enteredAt: minutes(5) }),
      read(3),
    ],
    [
      "is not known if the session's times are not",
      undefined,
      shut({}, { submittedAt: undefined, enteredAt: undefined }),
      read(5),
    ],
    ["is none for a VM that migrated", undefined, sessionWith("liveMigratedVms"), read(5)],
    [
      "is told of a VM that should only have migrated, but had to be started",
      minutes(5),
      sessionWith("liveMigratedVms"),
      { ...read(5), startedAt: minutes(9) },
    ],
  ])("%s", (_, offAt, of, given) => {
    expect(traceOf(of, given).offAt).toBe(offAt);
  });
});

describe("a VM", () => {
  const shut = sessionWith("shutdownVms", { lastShutdownTime: minutes(1) });
  const down = { did: "shut down", offAt: minutes(1) } as const;
  it.each<[string, VmTrace, SessionRecord, Given]>([
    [
      "that was started is told with the end of that task",
      { ...down, onAt: minutes(9), ...ON_HOST },
      shut,
      { now: { lastShutdownTime: minutes(1) }, startedAt: minutes(9) },
    ],
    ["that runs, but was not started by us, has no such time", { ...down, ...ON_HOST }, shut, { now: {} }],
    ["that is off again has no such time", { ...down, ...OFF_ON_HOST }, shut, { now: off, startedAt: minutes(9) }],
    [
      "that somebody stopped is told with the time",
      { ...down, stoppedAt: minutes(60), ...OFF_ON_HOST },
      shut,
      { now: { ...off, lastShutdownTime: minutes(60) } },
    ],
    [
      "that runs elsewhere is told with its host",
      { did: "migrated", ...AWAY },
      sessionWith("liveMigratedVms"),
      { now: elsewhere },
    ],
    [
      "of which only the place is known is told with it",
      OFF_AWAY,
      sessionWith("offlineMigratedVms", off),
      { now: { ...off, ...elsewhere } },
    ],
    [
      "whose host has no name is told without",
      { ...down, powerState: "RUNNING" },
      shut,
      { now: { hostName: undefined } as unknown as Partial<Vm> },
    ],
    ["that is not shown has neither power nor place", down, shut, { startedAt: minutes(9) }],
    ["that was deleted has neither power nor place", down, shut, { now: { powerState: "DELETED" } }],
  ])("%s", (_, trace, of, given) => {
    expect(traceOf(of, given)).toStrictEqual(trace);
  });

  it("keeps what was told of its outcome", () => {
    const left: VmOutcome = { vmUuid: "a", vmName: "renamed", outcome: "left", why: "is RUNNING on node-2" };
    const ended = { record: sessionWith("liveMigratedVms"), hostId: "host-1", askedBack: new Set<string>() };
    expect(traced([left], vmsNow(vm("a", elsewhere)), ended, new Map())).toStrictEqual([
      { ...left, did: "migrated", ...AWAY },
    ]);
  });

  it("that the record does not name is told as it was", () => {
    const nameless: VmOutcome = { vmUuid: "", vmName: "x", outcome: "left", why: "CloudTower gives no UUID for it" };
    const ended = { record: shut, hostId: "host-1", askedBack: new Set<string>() };
    expect(traced([nameless], vmsNow(), ended, new Map())).toStrictEqual([nameless]);
  });
});

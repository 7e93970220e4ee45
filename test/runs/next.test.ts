import { describe, expect, it } from "vitest";
import { nextStage } from "../../provider/runs/next";
import type { RunRecord } from "../../provider/runs/record";

const record = {
  hasRun: false,
  hasRebooted: false,
  isVerified: false,
  spared: false,
  session: { phase: "maintenance" },
} as RunRecord;
const ALL = { reboot: true, verify: "true" };
const next = (change: Partial<RunRecord>, is: string, plan: Parameters<typeof nextStage>[1] = ALL) =>
  nextStage({ ...record, ...change }, plan, { is } as Parameters<typeof nextStage>[2]);

describe("in our session", () => {
  it.each([
    [{}, "running"],
    [{ hasRun: true }, "rebooting"],
    [{ hasRun: true, hasRebooted: true }, "verifying"],
    [{ hasRun: true, hasRebooted: true, isVerified: true }, "exiting"],
    // The one reboot of this session was for another round.
    [{ hasRun: true, rebootNote: { sentAt: "t", isOverAt: "t" } }, "exiting"],
    [{ session: undefined }, "entering"],
    [{ session: { phase: "entering" } as RunRecord["session"] }, "entering"],
  ])("%j: %s", (change, stage) => expect(next(change, "in maintenance")).toBe(stage));

  it("only what is wanted is done", () => {
    expect(next({ hasRun: true }, "in maintenance", { reboot: false, verify: undefined })).toBe("exiting");
  });
});

describe("out of it, no command runs, and nothing is rebooted", () => {
  const everything = [{}, { hasRun: true }, { hasRun: true, hasRebooted: true }];
  it.each(["free", "over", "owed", "entering", "exiting", "another's maintenance", "handed over", "gone", "hidden"])(
    "%s",
    (is) => {
      for (const change of everything) {
        expect(["gate", "entering", "exiting"]).toContain(next(change, is));
      }
    },
  );

  it("a host in use is done with if all is done, and is at the gate if not", () => {
    expect(next({ hasRun: true, hasRebooted: true, isVerified: true }, "free")).toBe("done");
    expect(next({ spared: true }, "free")).toBe("done");
    expect(next({ hasRun: true, hasRebooted: true }, "free")).toBe("gate");
    expect(next({ hasRun: true, isVerified: true }, "free")).toBe("gate");
  });
});

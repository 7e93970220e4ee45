// Which facts of a session are kept as things happen.
import { describe, expect, it } from "vitest";
import {
  type Fact,
  type FactKind,
  settled,
  withExit,
  withHeld,
  withOver,
  withSubmitted,
} from "../../../provider/lifecycle/session/facts";
import type { SessionRecord } from "../../../provider/lifecycle/session/record";
import { fact, minutes, record } from "../evidence";

/** Ours, and one of ours an hour later. */
const FIRST = record();
const SECOND = record({
  submittedAt: minutes(60),
  taskId: "task-2",
  enteredAt: minutes(61),
  maintenanceJobId: "job-2",
});
const EXIT_MS = 120 * 60_000;
const theirs = fact("held", FIRST, { owner: "them" });

describe("what is kept", () => {
  const news = (of: SessionRecord, at: string) => ({ owner: "us", at, record: of });
  const exit = (at: number) => fact("exit submitted", FIRST, { at: minutes(at) });
  const kinds = (facts: readonly Fact[]) => facts.map(({ kind }) => kind);

  it.each<[string, FactKind[], SessionRecord, number, Fact[]]>([
    ["of an entry is the entry alone", ["submitted"], FIRST, 0, []],
    ["of an entry replaces what was known of it", ["submitted"], FIRST, 1, [fact("submitted")]],
    [
      "of an entry replaces an earlier session",
      ["submitted"],
      SECOND,
      60,
      [fact("submitted"), fact("exit ended"), fact("over")],
    ],
    ["of an entry leaves who took the session over", ["held", "submitted"], SECOND, 60, [theirs]],
    [
      "of an entry leaves an exit of the same session that may be under way",
      ["exit submitted", "submitted"],
      FIRST,
      119,
      [exit(0)],
    ],
    ["of an entry drops an exit that has had its time", ["submitted"], FIRST, 120, [exit(0)]],
    ["of an entry drops an exit of an earlier session", ["submitted"], SECOND, 60, [exit(59)]],
    ["of an entry drops an exit of the same session that has ended", ["submitted"], FIRST, 1, [fact("exit ended")]],
  ])("%s", (_, kept, of, at, facts) => {
    const now = withSubmitted(facts, news(of, minutes(at)), EXIT_MS);
    expect(kinds(now)).toEqual(kept);
    expect(now.at(-1)).toEqual({ kind: "submitted", ...news(of, minutes(at)) });
  });

  it.each(["exit submitted", "exit ended"] as const)(
    "of an exit (%s) is the exit, and who took the session over",
    (kind) => {
      const now = withExit(
        [theirs, fact("submitted"), exit(0), fact("exit ended"), fact("over")],
        kind,
        news(FIRST, minutes(9)),
      );
      expect(now).toEqual([theirs, { kind, ...news(FIRST, minutes(9)) }]);
    },
  );

  it("of a takeover replaces the one before, and nothing else", () => {
    const now = withHeld([theirs, fact("submitted"), exit(0)], news(FIRST, minutes(9)));
    expect(now).toEqual([fact("submitted"), exit(0), { kind: "held", ...news(FIRST, minutes(9)) }]);
  });

  it("of a destroy is that it came to its end, and what another resource took over", () => {
    const now = withOver(
      [theirs, fact("submitted", FIRST, { owner: "them" }), fact("held"), exit(0)],
      news(FIRST, minutes(9)),
    );
    expect(now).toEqual([theirs, { kind: "over", ...news(FIRST, minutes(9)) }]);
  });

  it("of a session that is in the state is no longer an entry", () => {
    const others = [theirs, exit(0), fact("submitted", SECOND)];
    expect(settled([fact("submitted"), ...others], FIRST)).toEqual(others);
  });
});

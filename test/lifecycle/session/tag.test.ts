// What a name tag says, and what of it a label can hold.
import { describe, expect, it } from "vitest";
import type { Host } from "../../../provider/cloudtower";
import { identifyByTag } from "../../../provider/lifecycle/session/identity";
import { describeTags, isOwn, type Tag, tagsOn, tagValue } from "../../../provider/lifecycle/session/tag";
import { harmIn, hostileName } from "../../shared/hostileNames";
import { minutes, task } from "../evidence";

const TASK = "clz3k9a8w0004x1y2z3a4b5c6";
const JOB = "5f0c9a3e-1111-4222-8333-944455566677";
const OWNER = "project/stack/east";
const IDS = { taskId: TASK, jobId: JOB };

const onHost = (value: string): Pick<Host, "nameTags"> => ({ nameTags: [{ id: "label", value }] });
const read = (value: string) => tagsOn(onHost(value))[0] as Tag;

describe("a tag", () => {
  it("says whose session it is, the ids as far as they are known, and why", () => {
    const value = tagValue("ops-prod", OWNER, { ...IDS, reason: "BIOS" });
    expect(value).toMatch(new RegExp(`^ops-prod east [0-9a-f]{8} ${TASK} ${JOB} BIOS$`));
    expect(read(value)).toMatchObject({ text: "ops-prod", resource: "east", ...IDS, reason: "BIOS" });
    expect(tagValue("ops-prod", OWNER, {})).toMatch(/^ops-prod east [0-9a-f]{8} - -$/);
    expect(read(tagValue("ops-prod", OWNER, {}))).not.toHaveProperty("taskId");
  });

  const NAMES = [
    "",
    "-",
    " - - ",
    "a b c",
    "east/node-1",
    "主机".repeat(40),
    "😀".repeat(60),
    "x".repeat(200),
    "a\nb\tc",
    "%20",
  ];
  const REASONS = [
    undefined,
    "",
    "- - job",
    `${TASK} ${JOB} of somebody else`,
    "😀".repeat(99),
    "a\u202eb\u0000c",
    "<{%reset%}>",
  ];
  const TEXTS = ["a", "ops-prod", "x".repeat(40)];
  it.each(NAMES.concat(Array.from({ length: 12 }, (_, index) => hostileName(index))))(
    "can be read back, %j",
    (name) => {
      for (const reason of REASONS) {
        for (const text of TEXTS) {
          for (const ids of [{}, { taskId: TASK }, { jobId: JOB }, IDS, { taskId: "t".repeat(200), jobId: JOB }]) {
            const owner = `project/stack/${name}`;
            const value = tagValue(text, owner, { ...ids, ...(reason === undefined ? {} : { reason }) });
            expect(value.length).toBeLessThan(100);
            expect(harmIn(value)).toEqual([]);
            const tag = read(value);
            expect(isOwn(tag, { text, owner })).toBe(true);
            expect([undefined, "taskId" in ids ? ids.taskId : undefined]).toContain(tag.taskId);
            // It proves most, so that it has room first.
            expect(tag.jobId).toBe("jobId" in ids ? ids.jobId : undefined);
            expect(tag.attempt).toBeUndefined();
          }
        }
      }
    },
  );

  it("of a run says which command was begun last, and until when it may run, whatever the reason", () => {
    const until = "2026-11-27T04:05:06.000Z";
    for (const attempt of [
      { round: "5f3a", count: 0 },
      { round: "5f3a", count: 12, until },
    ]) {
      for (const reason of [undefined, "BIOS", "#5f3a.7 of us", "#0000.1.zzzzzzz"]) {
        const value = tagValue("ops-prod", OWNER, { ...IDS, attempt, ...(reason === undefined ? {} : { reason }) });
        expect(value.length).toBeLessThan(100);
        expect(read(value)).toMatchObject({ resource: expect.stringMatching(/^east/), jobId: JOB, attempt });
      }
    }
    // A session is proved first of all.
    const long = read(tagValue("x".repeat(40), OWNER, { ...IDS, attempt: { round: "5f3a", count: 1, until } }));
    expect([long.jobId, long.attempt]).toEqual([JOB, undefined]);
    // Nobody's reason is taken for an attempt.
    for (const reason of ["#zzzz.1", "#2024.11 DIMM", "#5f3a.1.t9d0zz"]) {
      const tag = read(tagValue("ops-prod", OWNER, { reason }));
      expect([tag.attempt, tag.reason]).toEqual([undefined, expect.stringContaining(reason.slice(1))]);
    }
  });

  it("of another text, or of another resource, is not ours", () => {
    const tag = read(tagValue("ops-prod", OWNER, IDS));
    expect(isOwn(tag, { text: "ops-test", owner: OWNER })).toBe(false);
    expect(isOwn(tag, { text: "ops-prod", owner: "project/other/east" })).toBe(false);
    expect(isOwn(tag, { owner: OWNER })).toBe(false);
    expect(isOwn(tag, { text: "ops-prod", owner: "project/stack/west", formerOwner: OWNER })).toBe(true);
  });

  it.each([
    "",
    "ops-prod",
    "ops-prod east",
    "ops-prod east 0123abcd",
    "ops-prod east nothex!! - -",
    " east 0123abcd - -",
  ])("that does not read like one of ours says nothing: %j", (value) => {
    expect(tagsOn(onHost(value))).toEqual([]);
  });

  it("is named to people, and so is one that is known to be of another session", () => {
    const { nameTags } = onHost(tagValue("ops-prod", OWNER, IDS));
    const words = "tagged ops-prod, resource east";
    const of = (jobId?: string) => ({ session: { state: "MAINTENANCE_MODE", ...(jobId ? { jobId } : {}) } });
    expect(describeTags({ nameTags, ...of(JOB) } as Host)).toEqual([words]);
    expect(describeTags({ nameTags, ...of() } as Host)).toEqual([words]);
    expect(describeTags({ nameTags, ...of("other") } as Host)).toEqual([`${words} (left from another session)`]);
  });
});

describe("a tag proves", () => {
  const ran = { startedAt: minutes(0), finishedAt: minutes(10) };
  it.each<[string, Partial<Tag>, { maintenanceJobId?: string; enteredAt?: string }, Parameters<typeof task>, string]>([
    ["the session with its job id", { jobId: "job" }, { maintenanceJobId: "job" }, ["SUCCESSED"], "same"],
    [
      "that one with another is not it",
      { jobId: "job" },
      { maintenanceJobId: "x", enteredAt: minutes(5) },
      ["SUCCESSED", ran],
      "different",
    ],
    ["a session that began while its task ran", {}, { enteredAt: minutes(5) }, ["SUCCESSED", ran], "same"],
    ["it, even if the task failed", {}, { enteredAt: minutes(5) }, ["FAILED", ran], "same"],
    ["it while the task runs", {}, { enteredAt: minutes(5) }, ["EXECUTING", { startedAt: minutes(0) }], "same"],
    ["it while neither has a time", {}, {}, ["EXECUTING", { startedAt: minutes(0) }], "same"],
    ["nothing of a session that began later", {}, { enteredAt: minutes(30) }, ["SUCCESSED", ran], "unknown"],
    ["nothing of one that began before", {}, { enteredAt: minutes(-30) }, ["SUCCESSED", ran], "unknown"],
    [
      "nothing of one that began before a task that runs",
      {},
      { enteredAt: minutes(-30) },
      ["EXECUTING", { startedAt: minutes(0) }],
      "unknown",
    ],
    ["nothing while the task waits", {}, { enteredAt: minutes(5) }, ["PENDING"], "unknown"],
    ["nothing of a session without a time, once the task is over", {}, {}, ["SUCCESSED", ran], "unknown"],
    ["nothing by a task without times", {}, { enteredAt: minutes(5) }, ["SUCCESSED"], "unknown"],
    [
      "nothing by a task of another host",
      {},
      { enteredAt: minutes(5) },
      ["SUCCESSED", { ...ran, resourceId: "host-2" }],
      "unknown",
    ],
    ["nothing by another task", { taskId: "other" }, { enteredAt: minutes(5) }, ["SUCCESSED", ran], "unknown"],
  ])("%s", (_, tag, session, given, wanted) => {
    expect(identifyByTag({ taskId: "task-1", ...tag }, session, "host-1", task(...given)).is).toBe(wanted);
  });

  it("nothing without ids, or by a task that CloudTower does not show", () => {
    expect(identifyByTag({}, { maintenanceJobId: "job", enteredAt: minutes(5) }, "host-1", undefined).is).toBe(
      "unknown",
    );
    expect(identifyByTag({ taskId: "task-1" }, { enteredAt: minutes(5) }, "host-1", "unlisted").is).toBe("unknown");
  });
});

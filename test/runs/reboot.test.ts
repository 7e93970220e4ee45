import { describe, expect, it } from "vitest";
import type { FaultKind, QuirkSettings } from "../../simulator";
import { failureOf } from "../shared/outcomes";
import { replacing } from "../shared/replacing";
import { LIMIT_MS, MINUTE_MS, openReboot, type RebootLab } from "./rebootLab";

/** Milliseconds from one time to another. */
const between = (from: string | undefined, to: string | undefined) => Date.parse(to ?? "") - Date.parse(from ?? "");

/** The host has rebooted once, by one call. */
function expectOnce(lab: RebootLab, calls = 1): void {
  expect([lab.calls(), lab.boots()]).toEqual([calls, 1]);
  expect(lab.simulator.host("node-1", "east").status).toBe("CONNECTED_HEALTHY");
  expect(lab.simulator.violations).toEqual([]);
}

describe.each<QuirkSettings>([
  {},
  { rebootTaskWaits: true },
  { restartStatuses: ["SESSION_EXPIRED", "CONNECTING"] },
  { restartStatuses: ["INITIALIZING"], rebootTaskWaits: true },
  { syncMutations: "null" },
  { taskUnknownFor: 20_000, resourceIdNull: true, tasksSilent: true },
  { sessionHiddenFor: 15_000 },
  { nulls: 0.5, shuffle: true },
])("a reboot of a server with %j", (quirks) => {
  it("is noted first, sent once, and over when the host was down and then healthy for a minute", async () => {
    const lab = await openReboot({ quirks });
    const callsAtNote: number[] = [];
    const note = await lab.reboot({
      reason: "new firmware",
      write: async (written) => {
        callsAtNote.push(lab.calls());
        lab.written.push(written);
      },
    });
    expectOnce(lab);
    expect(lab.simulator.requests.find(({ operation }) => operation === "OperateHostPower")?.body).toEqual({
      where: { host_id: lab.host.id },
      data: { action: "reboot", force: false, reason: "new firmware" },
    });
    const { sentAt, wentDownAt, isOverAt } = note;
    expect(lab.written).toEqual([{ sentAt }, { sentAt, wentDownAt }, { sentAt, wentDownAt, isOverAt }]);
    expect(callsAtNote).toEqual([0, 1, 1]);
    expect(between(sentAt, wentDownAt)).toBeGreaterThanOrEqual(0);
    expect(between(wentDownAt, isOverAt)).toBeGreaterThan(MINUTE_MS + 15_000);
    expect(between(wentDownAt, isOverAt)).toBeLessThan(MINUTE_MS + 35_000);
  });
});

it("a host that stays connected for long after the call has not rebooted yet", async () => {
  const lab = await openReboot({ scenario: { ...THREE_HOSTS, timings: { powerDown: 3 * MINUTE_MS } } });
  const { sentAt, wentDownAt } = await lab.reboot();
  expectOnce(lab);
  expect(between(sentAt, wentDownAt)).toBeGreaterThanOrEqual(3 * MINUTE_MS);
});

it("a connection that is lost for two seconds is seen", async () => {
  const lab = await openReboot({
    scenario: { ...THREE_HOSTS, timings: { powerDown: 100_000, boot: 1_000, initialize: 1_000 } },
  });
  await lab.reboot();
  expectOnce(lab);
});

it("it says what it sees", async () => {
  const lab = await openReboot();
  const states: string[] = [];
  lab.context.progress.status = (text) => states.push(text.split(" · ")[0] ?? "");
  await lab.reboot();
  expect(lab.told).toEqual([
    "node-1: asked CloudTower to reboot the host",
    "node-1: the host has gone down (CONNECTING)",
    expect.stringMatching(/^node-1: rebooted, and healthy for a minute \(1 min 3\d s\)$/),
  ]);
  const first = states.map((state) => state.replace(/\d+ s$/, "… s"));
  expect(first.filter((state, index) => first.indexOf(state) === index)).toEqual([
    "CONNECTED_HEALTHY, not down yet",
    "CONNECTING",
    "INITIALIZING",
    "healthy for … s",
  ]);
});

describe("a lost answer", () => {
  it.each<FaultKind>(["reset-after", "truncatedJson", "html502"])(
    "of a call that was accepted (%s): the host tells, and nothing is sent again",
    async (kind) => {
      const lab = await openReboot();
      lab.simulator.faults.inject({ operation: "OperateHostPower", kind, act: true });
      await lab.reboot();
      expectOnce(lab);
    },
  );

  it.each<FaultKind>(["reset-before", "html502"])(
    "of a call that was not accepted (%s): fails, and the next run only watches",
    async (kind) => {
      const lab = await openReboot();
      lab.simulator.faults.inject({ operation: "OperateHostPower", kind });
      const { message } = await failureOf(lab.reboot());
      expect(message).toMatch(
        /not seen to go down in 4 min \d+ s, though .*OperateHostPower: .*reboot it in CloudTower while/,
      );
      expect(lab.written.at(-1)).toEqual({ sentAt: expect.anything() });
      expect([lab.calls(), lab.boots()]).toEqual([1, 0]);

      lab.after(3 * MINUTE_MS, () => lab.simulator.operator.restartHost("east/node-1"));
      await lab.reboot();
      expectOnce(lab);
    },
  );
});

describe("a refused call", () => {
  it("fails with CloudTower's words, and its note is taken back: the next run sends it", async () => {
    const lab = await openReboot();
    lab.simulator.faults.inject({
      operation: "OperateHostPower",
      kind: "status",
      status: 400,
      message: "No\u001b[31m luck",
    });
    const { message } = await failureOf(lab.reboot());
    expect(message).toMatch(
      /did not accept the request to reboot the host, .*"No \[31m luck" \(x-tower-request-id .+\)\. Next: fix/,
    );
    expect(lab.written).toEqual([{ sentAt: expect.anything() }, undefined]);
    expect([lab.calls(), lab.boots()]).toEqual([1, 0]);
    await lab.reboot();
    expectOnce(lab, 2);
  });

  it("for want of rights fails at once", async () => {
    const lab = await openReboot();
    lab.simulator.operator.setUserActions("root", []);
    const before = lab.clock.now();
    expect((await failureOf(lab.reboot())).message).toContain("does not permit this");
    expect(lab.written.at(-1)).toBeUndefined();
    expect(lab.clock.now() - before).toBeLessThan(30_000);
  });

  it("because CloudTower asks for a pause is sent again", async () => {
    const lab = await openReboot();
    lab.simulator.faults.inject({ operation: "OperateHostPower", kind: "resourceLocked", times: 30 });
    await lab.reboot();
    expectOnce(lab, 31);
  });
});

describe("while another host of the cluster restarts", () => {
  it.each([false, true])("it is waited for, and sent then (tasks without resource_id: %s)", async (resourceIdNull) => {
    const lab = await openReboot({ quirks: { resourceIdNull } });
    lab.simulator.operator.restartHost("east/node-2");
    await lab.reboot();
    expect(lab.accepted("OperateHostPower")).toBe(1);
    expect(lab.boots()).toBe(1);
    expect(lab.told[0]).toMatch(
      /^node-1: waiting for this to pass before the reboot: .*node-2 of the cluster is restarting/,
    );
    // Each refused call took its note back.
    expect(lab.written.slice(0, 2)).toEqual([{ sentAt: expect.anything() }, undefined]);
  });

  it("for longer than the limit: fails with CloudTower's words, and nothing was sent", async () => {
    const lab = await openReboot({ scenario: { ...THREE_HOSTS, timings: { boot: 60 * MINUTE_MS } } });
    lab.simulator.operator.restartHost("east/node-2");
    const before = lab.clock.now();
    expect((await failureOf(lab.reboot())).message).toContain("node-2 of the cluster is restarting");
    expect(lab.clock.now() - before).toBeGreaterThanOrEqual(LIMIT_MS);
    expect(lab.written.at(-1)).toBeUndefined();
    expect([lab.accepted("OperateHostPower"), lab.boots()]).toEqual([0, 0]);
  });

  it("a session that ends meanwhile, and begins again for somebody else, is not rebooted", async () => {
    const lab = await openReboot();
    const { operator } = lab.simulator;
    operator.restartHost("east/node-2");
    lab.after(20_000, () => {
      operator.exit("east/node-1", { atOnce: true });
      operator.enter("east/node-1", { atOnce: true });
    });
    expect((await failureOf(lab.reboot())).message).toContain("in another session than ours");
    expect(lab.written.at(-1)).toBeUndefined();
    expect([lab.accepted("OperateHostPower"), lab.boots()]).toEqual([0, 0]);
  });
});

describe("nothing is sent, and nothing noted,", () => {
  it("to a host that is in use", async () => {
    const lab = await openReboot();
    lab.simulator.operator.exit("east/node-1", { atOnce: true });
    expect((await failureOf(lab.reboot())).message).toContain("the host is in use before its reboot");
    expect([lab.written, lab.calls()]).toEqual([[], 0]);
  });

  it("to a host without a connection, which would be taken for the reboot, until it is connected", async () => {
    const lab = await openReboot();
    lab.simulator.operator.setHostStatus("east/node-1", "SESSION_EXPIRED");
    expect((await failureOf(lab.reboot())).message).toContain("no connection to the host (SESSION_EXPIRED)");
    expect([lab.written, lab.calls()]).toEqual([[], 0]);
    lab.after(2 * MINUTE_MS, () => lab.simulator.operator.setHostStatus("east/node-1", "CONNECTED_HEALTHY"));
    await lab.reboot();
    expectOnce(lab);
  });

  it("if the note cannot be written", async () => {
    const lab = await openReboot();
    const write = () => Promise.reject(new Error("disk full"));
    expect((await failureOf(lab.reboot({ write }))).message).toContain(
      "could not be written, and none was asked for: disk full",
    );
    expect(lab.calls()).toBe(0);
  });

  it("for a reboot that is over", async () => {
    const lab = await openReboot();
    const note = await lab.reboot();
    const before = lab.simulator.requests.length;
    expect(await lab.reboot()).toEqual(note);
    expect(lab.simulator.requests).toHaveLength(before);
  });
});

it("a later note that cannot be written is told, and the reboot goes on", async () => {
  const lab = await openReboot();
  const write = async () => {
    if (lab.calls() > 0) throw new Error("disk full");
  };
  expect((await lab.reboot({ write })).isOverAt).toBeDefined();
  expectOnce(lab);
  expect(lab.told).toContain("warning: node-1: the note of the reboot was not written: disk full");
});

describe("a host that never goes down", () => {
  it("fails at the limit; the next run sends nothing and sees the reboot that somebody asks for", async () => {
    const lab = await openReboot();
    lab.simulator.faults.inject({ operation: "OperateHostPower", kind: "taskStalled", afterSteps: 0 });
    const before = lab.clock.now();
    const { message, failure } = await failureOf(lab.reboot());
    expect(message).toContain("not seen to go down in 4 min");
    expect(failure.taskId).toBe(lab.simulator.mutations.at(-1)?.taskId);
    expect(lab.clock.now() - before).toBeGreaterThanOrEqual(LIMIT_MS);
    expect((await failureOf(lab.reboot())).message).toContain("not seen to go down");
    expect([lab.calls(), lab.boots()]).toEqual([1, 0]);
    lab.simulator.operator.powerOffHost("east/node-1");
    lab.after(30_000, () => lab.simulator.operator.powerOnHost("east/node-1"));
    await lab.reboot();
    expect(lab.calls()).toBe(1);
  });

  it("because its task failed: fails soon, with CloudTower's message", async () => {
    const lab = await openReboot();
    lab.simulator.faults.inject({
      operation: "OperateHostPower",
      kind: "taskFailed",
      message: "IPMI is gone",
      afterSteps: 0,
    });
    const before = lab.clock.now();
    const { message } = await failureOf(lab.reboot({ limitMs: 60 * MINUTE_MS }));
    expect(message).toContain('task to reboot the host failed: "IPMI is gone". The host was not seen to go down');
    expect(lab.clock.now() - before).toBeLessThan(6 * MINUTE_MS);
    expect(lab.written.at(-1)).toEqual({ sentAt: expect.anything() });
    // Who continues does not know the task any more, and finds it by its host.
    expect((await failureOf(lab.reboot({ limitMs: MINUTE_MS }))).message).toContain('"IPMI is gone"');
    expect(lab.calls()).toBe(1);
  });

  it("a host that goes down a while after its task failed is watched all the same", async () => {
    const lab = await openReboot();
    const { faults, operator } = lab.simulator;
    faults.inject({ operation: "OperateHostPower", kind: "taskFailed", afterSteps: 0 });
    lab.after(MINUTE_MS, () => operator.restartHost("east/node-1"));
    await lab.reboot();
    expectOnce(lab);
  });

  it("a failed task of a host that reboots all the same is not believed", async () => {
    const lab = await openReboot();
    lab.simulator.faults.inject({ operation: "OperateHostPower", kind: "taskFailedThoughDone" });
    expect((await lab.reboot()).isOverAt).toBeDefined();
    expect(lab.calls()).toBe(1);
  });
});

describe("a host that comes back", () => {
  it.each([false, true])(
    "never: fails, and goes on when somebody has brought it back (rebootTaskWaits: %s)",
    async (rebootTaskWaits) => {
      const lab = await openReboot({ quirks: { rebootTaskWaits } });
      lab.after(10_000, () => lab.simulator.operator.powerOffHost("east/node-1"));
      const { message } = await failureOf(lab.reboot());
      expect(message).toMatch(/went down at 2026-\S+ and did not come back in time \(CONNECTING\)/);
      expect(message.includes('its task failed: "Host node-1 did not come back."')).toBe(rebootTaskWaits);
      lab.simulator.operator.powerOnHost("east/node-1");
      expect((await lab.reboot()).isOverAt).toBeDefined();
      expectOnce(lab);
    },
  );

  it("with a warning: fails, and says what it reads", async () => {
    const lab = await openReboot();
    lab.after(40_000, () => lab.simulator.operator.setHostStatus("east/node-1", "CONNECTED_WARNING"));
    const { message } = await failureOf(lab.reboot());
    expect(message).toMatch(/is connected again, but was not healthy for a minute \(CONNECTED_WARNING\)/);
    lab.simulator.operator.setHostStatus("east/node-1", "CONNECTED_HEALTHY");
    await lab.reboot();
    expectOnce(lab);
  });

  it.each(["CONNECTING", "CONNECTED_ERROR", "CONNECTED_WARNING"] as const)(
    "and turns %s within the minute: another minute begins",
    async (status) => {
      const lab = await openReboot();
      let last = 0;
      const flap = (ms: number) => {
        lab.after(ms, () => lab.simulator.operator.setHostStatus("east/node-1", status));
        lab.after(ms + 3_000, () => {
          lab.simulator.operator.setHostStatus("east/node-1", "CONNECTED_HEALTHY");
          last = lab.clock.now();
        });
      };
      flap(60_000);
      flap(110_000);
      const { isOverAt } = await lab.reboot();
      expect(Date.parse(isOverAt ?? "") - last).toBeGreaterThanOrEqual(MINUTE_MS - 1_000);
      expectOnce(lab);
    },
  );

  it("in the last minute before the limit is given its minute", async () => {
    const lab = await openReboot();
    expect((await lab.reboot({ limitMs: 45_000 })).isOverAt).toBeDefined();
  });
});

describe("killed", () => {
  it("after the note and before the call: the next run sends nothing, and sees a reboot that somebody asks for", async () => {
    const lab = await openReboot();
    const error = await lab.killedAt((note) => note !== undefined);
    expect(String(error)).toContain("may have been asked for");
    expect([lab.calls(), lab.written]).toEqual([0, [{ sentAt: expect.anything() }]]);
    expect((await failureOf(lab.reboot())).message).toContain("was not seen to go down");
    lab.after(MINUTE_MS, () => lab.simulator.operator.restartHost("east/node-1"));
    await lab.reboot();
    expectOnce(lab, 0);
  });

  it("during the boot: the next run only watches, and goes on from what was seen", async () => {
    const lab = await openReboot();
    await lab.killedAt((note) => note?.wentDownAt !== undefined);
    const { wentDownAt } = lab.written.at(-1) ?? {};
    // By then the host is up again.
    await lab.clock.sleep(5 * MINUTE_MS);
    expect((await lab.reboot()).wentDownAt).toBe(wentDownAt);
    expectOnce(lab);
    expect(lab.told.some((line) => line.includes("no other is sent"))).toBe(true);
  });

  it("before it was seen to go down, and continued while it is down", async () => {
    const lab = await openReboot();
    const kill = new AbortController();
    lab.after(1_500, () => kill.abort(new Error("killed")));
    const { context } = lab;
    context.signal = kill.signal;
    await failureOf(lab.reboot());
    expect(lab.written.at(-1)).toEqual({ sentAt: expect.anything() });
    context.signal = new AbortController().signal;
    await lab.clock.sleep(5_000);
    await lab.reboot();
    expectOnce(lab);
  });

  it("while it waits for another host: nothing was noted, and the next run sends", async () => {
    const lab = await openReboot({ scenario: { ...THREE_HOSTS, timings: { boot: 5 * MINUTE_MS } } });
    lab.simulator.operator.restartHost("east/node-2");
    const kill = new AbortController();
    lab.after(55_500, () => kill.abort(new Error("killed")));
    const { context } = lab;
    context.signal = kill.signal;
    expect((await failureOf(lab.reboot())).message).toContain("none was asked for");
    expect(lab.written.at(-1)).toBeUndefined();
    context.signal = new AbortController().signal;
    await lab.reboot({ limitMs: 10 * MINUTE_MS });
    expect([lab.accepted("OperateHostPower"), lab.boots()]).toEqual([1, 1]);
  });
});

describe("a CloudTower that cannot be read", () => {
  it("while the host boots is asked again", async () => {
    const lab = await openReboot({ scenario: { ...THREE_HOSTS, timings: { boot: 2 * MINUTE_MS } } });
    const { faults } = lab.simulator;
    lab.after(10_000, () => faults.inject({ operation: "*", kind: "status", status: 503, times: 100_000 }));
    lab.after(5 * MINUTE_MS, () => faults.clear());
    const { isOverAt, sentAt } = await lab.reboot({ limitMs: 10 * MINUTE_MS });
    // The minute begins when the host is seen again.
    expect(between(sentAt, isOverAt)).toBeGreaterThanOrEqual(6 * MINUTE_MS - 2_000);
    expectOnce(lab);
  });

  it("within the minute proves nothing about it: another minute begins", async () => {
    const lab = await openReboot();
    const { faults } = lab.simulator;
    lab.after(60_000, () => faults.inject({ operation: "GetHosts", kind: "status", status: 503, times: 100_000 }));
    lab.after(80_000, () => faults.clear());
    const { isOverAt, sentAt } = await lab.reboot();
    expect(between(sentAt, isOverAt)).toBeGreaterThanOrEqual(80_000 + MINUTE_MS - 2_000);
  });

  it("again and again: no minute is whole, and the limit holds", async () => {
    const lab = await openReboot();
    const { faults } = lab.simulator;
    for (let at = 40_000; at < 10 * MINUTE_MS; at += 40_000) {
      lab.after(at, () => faults.inject({ operation: "GetHosts", kind: "status", status: 503, times: 100_000 }));
      lab.after(at + 15_000, () => faults.clear());
    }
    const before = lab.clock.now();
    expect((await failureOf(lab.reboot())).message).toContain("was not healthy for a minute");
    expect(lab.clock.now() - before).toBeLessThan(LIMIT_MS + MINUTE_MS);
  });

  it("to the end: fails with the last reason", async () => {
    const lab = await openReboot();
    lab.after(500, () => lab.simulator.faults.inject({ operation: "*", kind: "status", status: 503, times: 100_000 }));
    const { message } = await failureOf(lab.reboot({ limitMs: 3 * MINUTE_MS }));
    expect(message).toMatch(/not seen to go down in 3 min .*HTTP 503/);
    lab.simulator.faults.clear();
  });
});

it("a CloudTower that takes a quarter of a minute for each answer is no obstacle", async () => {
  const lab = await openReboot();
  const { cloudTower, clock, context } = lab;
  context.cloudTower = replacing(cloudTower, {
    host: async (...args) => {
      await clock.sleep(15_000);
      return cloudTower.host(...args);
    },
  });
  expect((await lab.reboot()).isOverAt).toBeDefined();
});

const HOSTS = ["node-1", "node-2", "node-3"].map((name) => ({ name }));
const THREE_HOSTS = { clusters: [{ name: "east", hosts: HOSTS }] };

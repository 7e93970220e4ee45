import { describe, expect, it } from "vitest";
import type { Task } from "../../provider/cloudtower";
import { CredentialsError, RefusedError, TaskTimeoutError } from "../../provider/cloudtower";
import { TaskPoller } from "../../provider/cloudtower/taskPoller";
import { VirtualClock } from "../shared/virtualClock";

const facts = { operation: "GetTasks", server: "https://tower", fate: "not-acted" } as const;

/** Tasks that end at a given time. Every poll is counted. */
function tasksEndingAt(clock: VirtualClock, ends: Record<string, number>, status = "SUCCESSED") {
  const looks: string[][] = [];
  const read = async (ids: string[]): Promise<Task[]> => {
    looks.push(ids);
    return ids.flatMap((id) => {
      const end = ends[id];
      return end === undefined ? [] : [{ id, status: clock.now() >= end ? status : "EXECUTING" }];
    });
  };
  return { looks, poller: new TaskPoller(read, clock) };
}

describe("TaskPoller", () => {
  it("resolves with the task once it has ended, failed or not", async () => {
    const clock = new VirtualClock();
    const { poller } = tasksEndingAt(clock, { a: clock.now() + 60_000 }, "FAILED");
    const start = clock.now();
    const task = await poller.wait("a", { deadline: start + 120_000 });
    expect(task.status).toBe("FAILED");
    expect(clock.now() - start).toBeLessThan(65_000);
  });

  it("serves a thousand tasks with the requests of one", async () => {
    const clock = new VirtualClock();
    const end = clock.now() + 600_000;
    const ids = Array.from({ length: 1000 }, (_, index) => `task-${index}`);
    const { poller, looks } = tasksEndingAt(clock, Object.fromEntries(ids.map((id) => [id, end])));
    await Promise.all(ids.map((id) => poller.wait(id, { deadline: end + 60_000 })));

    const alone = tasksEndingAt(clock, { one: clock.now() + 600_000 });
    await alone.poller.wait("one", { deadline: clock.now() + 700_000 });
    expect(looks.length).toBeLessThan(alone.looks.length * 1.5);
    expect(looks.at(-1)?.length).toBe(1000);
  });

  it("gives up at the deadline and says what it saw last", async () => {
    const clock = new VirtualClock();
    const { poller } = tasksEndingAt(clock, { a: Number.POSITIVE_INFINITY });
    const start = clock.now();
    const error = await poller.wait("a", { deadline: start + 10_000 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TaskTimeoutError);
    expect(String(error)).toContain("last seen EXECUTING");
    expect(clock.now() - start).toBe(10_000);
  });

  it.each([
    [10, 10],
    [86_400, 30],
  ])("asked by a server to wait for %d s, polls again after %d", async (asked, had) => {
    const clock = new VirtualClock();
    const looks: number[] = [];
    const read = async (): Promise<Task[]> => {
      looks.push(clock.now());
      if (looks.length > 1) return [{ id: "a", status: "SUCCESSED" }];
      throw new RefusedError("busy", { ...facts, transient: true, status: 503, retryAfterMs: asked * 1000 });
    };
    await new TaskPoller(read, clock).wait("a", { deadline: clock.now() + 7_200_000 });
    expect(((looks[1] ?? 0) - (looks[0] ?? 0)) / 1000).toBeCloseTo(had, 0);
  });

  it("gives up a task that has been unknown for long, if the caller wants that", async () => {
    const clock = new VirtualClock();
    const { poller } = tasksEndingAt(clock, {});
    const start = clock.now();
    const options = { deadline: start + 7_200_000, unknownMs: 120_000 };
    const error = await poller.wait("gone", options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ isUnknown: true });
    expect(clock.now() - start).toBeLessThan(130_000);
  });

  it("goes on asking for a task that is not known yet", async () => {
    const clock = new VirtualClock();
    const ends: Record<string, number> = {};
    const { poller } = tasksEndingAt(clock, ends);
    const start = clock.now();
    const waiting = poller.wait("late", { deadline: start + 60_000 });
    await clock.sleep(20_000);
    ends.late = start;
    expect((await waiting).status).toBe("SUCCESSED");
  });

  it("waits through errors that may pass, and not through others", async () => {
    const clock = new VirtualClock();
    let failing = true;
    const poller = new TaskPoller(async ([id = ""]) => {
      if (failing) throw new RefusedError("busy", { ...facts, transient: true, status: 503 });
      return [{ id, status: "SUCCESSED" }];
    }, clock);
    const waiting = poller.wait("a", { deadline: clock.now() + 3_600_000 });
    await clock.sleep(600_000);
    failing = false;
    expect((await waiting).status).toBe("SUCCESSED");

    const rejecting = new TaskPoller(async () => {
      throw new CredentialsError("no", { ...facts, transient: false, status: 403 });
    }, clock);
    const start = clock.now();
    await expect(rejecting.wait("a", { deadline: start + 3_600_000 })).rejects.toThrow(CredentialsError);
    expect(clock.now() - start).toBeLessThan(1_000);
  });

  it("lets one waiter go when its signal is aborted, and follows the others on", async () => {
    const clock = new VirtualClock();
    const end = clock.now() + 30_000;
    const { poller } = tasksEndingAt(clock, { a: end, b: end });
    const stop = new AbortController();
    const abandoned = poller.wait("a", { deadline: end + 60_000, signal: stop.signal });
    const kept = poller.wait("b", { deadline: end + 60_000 });
    stop.abort(new Error("enough"));
    await expect(abandoned).rejects.toThrow("enough");
    expect((await kept).status).toBe("SUCCESSED");
  });
});

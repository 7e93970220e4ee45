import nodeFetch from "node-fetch";
import { describe, expect, it } from "vitest";
import { create, read, remove, update } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, recordOf, running, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";
import { type Question, rewriting } from "./rewrittenAnswers";

/** A simulated lifecycle whose list answers are empty while `isEmpty` returns true. */
async function openBlindLifecycle() {
  let isEmpty: (question: Question) => boolean = () => false;
  const fetch = rewriting((question, answer) => (Array.isArray(answer) && isEmpty(question) ? [] : undefined));
  const lab = await openLifecycle({}, { fetch });
  const blind = (when: typeof isEmpty) => {
    isEmpty = when;
  };
  return { ...lab, blind };
}

/** For this many requests only. */
function times(count: number, wanted: (question: Question) => boolean) {
  let left = count;
  return (question: Question) => {
    if (left === 0 || !wanted(question)) return false;
    left -= 1;
    return true;
  };
}

const asksForHost = ({ path, where }: Question) => path === "/get-hosts" && "id_in" in where;
const asksForVms = ({ path }: Question) => path === "/get-vms";

describe("one answer that lacks the host", () => {
  it.each(["destroy", "refresh"])("is not believed by %s", async (verb) => {
    const lab = await openBlindLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    lab.blind(times(1, asksForHost));
    if (verb === "refresh") expect(await read(lab.context, record)).toMatchObject({ phase: "maintenance" });
    else await remove(lab.context, record, EXIT);
    if (verb === "destroy") expect(places(lab)).toEqual(before);
    expect(stateOf(lab, "node-1")).toBe(verb === "destroy" ? "IN_USE" : "MAINTENANCE_MODE");
  });

  it("for good, while VMs on it are shown, means that the host is hidden", async () => {
    const lab = await openBlindLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.blind(asksForHost);
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain("the host may be hidden rather than gone");
    expect(error.message).toContain("gpu-train-01");
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  });
});

describe("answers that lack the VMs", () => {
  it("are not believed at once: what the exit left off is started", async () => {
    const lab = await openBlindLifecycle();
    const before = running(lab);
    const record = await create(lab.context, lab.request("node-1"));
    const exited = () => lab.accepted("ExitMaintenanceMode") > 0;
    const first = times(1, (question) => exited() && asksForVms(question));
    lab.blind((question) => {
      // CloudTower does not power this one on.
      if (exited() && stateOf(lab, "node-1") === "IN_USE" && lab.accepted("StartVm") === 0) {
        lab.simulator.operator.stopVm(record.shutdownVms[0]?.vmUuid ?? "");
      }
      return first(question);
    });
    await remove(lab.context, record, EXIT);
    expect(running(lab)).toEqual(before);
  });

  it("for good are no reason to leave VMs off that a failed entry shut down", async () => {
    const lab = await openBlindLifecycle();
    const before = running(lab);
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
    const record = await recordOf(create(lab.context, lab.request("node-1")));
    lab.blind(asksForVms);
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain("the VMs of the host may be hidden rather than gone");
    lab.blind(() => false);
    await remove(lab.context, record, EXIT);
    expect(running(lab)).toEqual(before);
  });
});

describe("a task that CloudTower does not show", () => {
  const asksForTasks = ({ path, where }: Question) => path === "/get-tasks" && "id_in" in where;

  it("is not waited for until the time-out: the host shows how the entry and the exit end", async () => {
    const lab = await openBlindLifecycle();
    const before = places(lab);
    const start = lab.clock.now();
    lab.blind(asksForTasks);
    const record = await create(lab.context, lab.request("node-1"));
    expect(record.phase).toBe("maintenance");
    await remove(lab.context, record, EXIT);
    expect(lab.clock.now() - start).toBeLessThan(10 * 60_000);
    expect(places(lab)).toEqual(before);
  });
});

describe("a server whose clock is ahead of that of its cluster", () => {
  async function openSkewedLifecycle(ms: number): Promise<SimulatedLifecycle> {
    const fetch: typeof nodeFetch = async (url, init) => {
      const response = await nodeFetch(url, init);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(date)) response.headers.set("date", new Date(date + ms).toUTCString());
      return response;
    };
    return openLifecycle({}, { fetch });
  }

  it.each([3_000, 3_600_000, -3_600_000])("by %d ms: our task tells whose session it is", async (ms) => {
    const lab = await openSkewedLifecycle(ms);
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    expect(record.phase).toBe("maintenance");
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("an entry that we stopped waiting for is also ours by its task", async () => {
    const lab = await openSkewedLifecycle(3_600_000);
    const short = lab.request("node-1", { timeouts: { precheckMs: 600_000, enterMs: 1_000, exitMs: 1 } });
    const { maintenanceJobId: _, enteredAt: __, ...record } = await recordOf(create(lab.context, short));
    await lab.clock.sleep(3_600_000);
    expect(await update(lab.context, lab.request("node-1"), record)).toMatchObject({ phase: "maintenance" });
  });
});

describe("an entry that is refused although the host enters", () => {
  it("names the session on the host instead of saying that nothing was changed", async () => {
    const lab = await openLifecycle();
    const context = { ...lab.context, facts: new WatchedStore() };
    const entering = failureOf(create(context, lab.request("node-1")));
    while (!lab.simulator.requests.some(({ operation }) => operation.endsWith("PrecheckResult"))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Somebody else is faster.
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    const error = await entering;
    expect(error.message).toContain("the host is in another session (job ");
    expect(error.message).not.toContain("nothing was changed");
    expect(error.failure.record).toBeUndefined();
    expect(context.facts.entry).toBeUndefined();
  });
});

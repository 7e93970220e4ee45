import { describe, expect, it } from "vitest";
import { create, read, remove, type SessionRecord, update } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, recordOf, running, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";

function failNextEntry({ simulator }: SimulatedLifecycle): void {
  simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
}

describe("a session that somebody else begins after a repeated entry of ours was refused", () => {
  it.each([{ kind: "status", status: 403 } as const, { kind: "resourceLocked" } as const])(
    "is left alone ($kind)",
    async (fault) => {
      const lab = await openLifecycle();
      const context = { ...lab.context, facts: new WatchedStore() };
      failNextEntry(lab);
      const first = await recordOf(create(context, lab.request("node-1")));
      lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", ...fault, times: 1_000 });
      const kept = await recordOf(update(context, lab.request("node-1"), first));
      lab.simulator.faults.clear();
      await lab.clock.sleep(5 * 60_000);
      lab.simulator.operator.enter("east/node-1", { atOnce: true });

      expect((await failureOf(remove(context, kept, EXIT))).message).toContain(
        "different maintenance session than ours",
      );
      await failureOf(update(context, lab.request("node-1"), kept));
      expect(await read(context, kept)).toMatchObject({ phase: "entry-failed" });
      expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
      expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    },
  );
});

describe("a session that begins after the end of one whose entry we stopped waiting for", () => {
  const short = { timeouts: { precheckMs: 600_000, enterMs: 1_000, exitMs: 1 } };

  async function unfinished(lab: SimulatedLifecycle) {
    const record = await recordOf(create(lab.context, lab.request("node-1", short)));
    expect(record.phase).toBe("entering");
    // It enters, is ended by somebody, and days later somebody enters again.
    await lab.clock.sleep(3_600_000);
    lab.simulator.operator.exit("east/node-1", { atOnce: true });
    await lab.clock.sleep(5 * 24 * 3_600_000);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    return record;
  }

  it("is left alone, because the id of the one before is known", async () => {
    const lab = await openLifecycle();
    const record = await unfinished(lab);
    expect(record.maintenanceJobId).toBeTruthy();
    expect((await failureOf(remove(lab.context, record, EXIT))).message).toContain(
      "different maintenance session than ours",
    );
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("is left alone if only the task of the one before is known, because of its end", async () => {
    const lab = await openLifecycle();
    const { maintenanceJobId: _, enteredAt: __, ...vague } = await unfinished(lab);
    const error = await failureOf(remove(lab.context, vague, EXIT));
    expect(error.message).toContain("different maintenance session than ours");
    await failureOf(update(lab.context, lab.request("node-1"), vague));
    expect(await read(lab.context, vague)).toMatchObject({ phase: "entering" });
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  });

  it("is left alone if CloudTower does not show that task any more", async () => {
    const lab = await openLifecycle();
    const { maintenanceJobId: _, enteredAt: __, ...vague } = await unfinished(lab);
    const forgotten = { ...vague, taskId: "clforgotten00000000000000" };
    await failureOf(remove(lab.context, forgotten, EXIT));
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });
});

it("a session that somebody replaces while destroy waits for a failing server is left alone", async () => {
  const lab = await openLifecycle();
  const record = await create(lab.context, lab.request("node-1"));
  const plan = { operation: "ExitMaintenanceModePrecheckResult", kind: "status", status: 503, times: 5 } as const;
  lab.simulator.faults.inject(plan);
  const removing = failureOf(remove(lab.context, record, EXIT));
  const isAsking = () => lab.simulator.requests.filter(({ operation }) => operation === plan.operation).length > 2;
  while (!isAsking()) await new Promise((resolve) => setImmediate(resolve));
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  expect((await removing).message).toContain("different maintenance session than ours");
  expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
});

describe("an entry of ours that failed while the engine was killed", () => {
  it.each([true, false])(
    "has its VMs given back, although somebody else's session is adopted in between (task known: %s)",
    async (known) => {
      const lab = await openLifecycle();
      const before = running(lab);
      const facts = new WatchedStore();
      const context = { ...lab.context, facts };
      failNextEntry(lab);
      await failureOf(create(context, lab.request("node-1")));
      expect(running(lab)).not.toEqual(before);
      const { taskId, ...entry } = facts.entry as SessionRecord;
      expect(taskId).toBeTruthy();
      if (!known) {
        const before = await facts.read(entry);
        await facts.write(
          entry,
          before.map((fact) => ({ ...fact, record: entry })),
        );
      }
      await lab.clock.sleep(3_600_000);
      // They stay off on the host: CloudTower does not know that they ran.
      lab.simulator.operator.enter("east/node-1", { atOnce: true, shutdownVms: [] });

      const record = await create(context, lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
      expect(lab.told.join("\n")).not.toContain("ended by somebody else");
      await remove(context, record, EXIT);
      expect(running(lab)).toEqual(before);
      expect(facts.entry).toBeUndefined();
    },
  );
});

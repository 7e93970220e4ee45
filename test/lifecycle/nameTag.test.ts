// The name tag: what a host bears while a resource has it, and what a runner makes of it that has neither state nor journal.
import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../provider/journal";
import {
  type Context,
  create,
  foresee,
  type MaintenanceRequest,
  read,
  remove,
  type SessionRecord,
  update,
} from "../../provider/lifecycle";
import type { QuirkSettings } from "../../simulator";
import { blindRepeats } from "../reliability/callRules";
import { Run } from "../reliability/model/run";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";

const LABEL_CALLS = ["GetLabels", "CreateLabel", "UpdateLabel", "AddLabelsToResources", "DeleteLabel"];

/** A machine of its own, without any journal, that writes tags. */
function runner(lab: SimulatedLifecycle, text: string | undefined = "ops-prod", owner = "project/stack/east"): Context {
  return { ...lab.context, facts: new WatchedStore(new MemoryStore(owner, new Map())), nameTag: { text } };
}

/** The tags that people see on a host of cluster east. */
function tagsOf({ simulator }: SimulatedLifecycle, hostName = "node-1"): string[] {
  const on = (label: { hostNames: string[] }) => label.hostNames.includes(hostName);
  return simulator.snapshot().labels.flatMap((label) => (on(label) ? [label.value] : []));
}

async function settled(lab: SimulatedLifecycle): Promise<void> {
  await lab.clock.sleep(60_000);
}

function labelCalls({ simulator }: SimulatedLifecycle): string[] {
  return simulator.requests.flatMap(({ operation }) => (LABEL_CALLS.includes(operation) ? [operation] : []));
}

/** A label as anybody could hang it on node-1. */
async function hang(lab: SimulatedLifecycle, value: string): Promise<void> {
  const { labels } = lab.cloudTower;
  const { id, taskId } = await labels.make(value);
  if (taskId) await lab.cloudTower.waitForTask(taskId, { deadline: Number.POSITIVE_INFINITY });
  await labels.attach(id, lab.simulator.host("node-1", "east").id);
  await settled(lab);
}

describe("a session with a tag", () => {
  it("is marked before the entry, completed with the ids as they are known, and unmarked after the exit", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const request = lab.request("node-1", { reason: "BIOS" });
    const record = await create(runner(lab), request);
    const ids = `${record.taskId} ${record.maintenanceJobId}`;
    expect(tagsOf(lab)).toEqual([expect.stringMatching(new RegExp(`^ops-prod east [0-9a-f]{8} ${ids} BIOS$`))]);
    const order = lab.simulator.requests.map(({ operation }) => operation);
    expect(order.indexOf("AddLabelsToResources")).toBeGreaterThan(order.indexOf("CreateLabel"));
    expect(order.indexOf("EnterMaintenanceMode")).toBeGreaterThan(order.indexOf("AddLabelsToResources"));
    expect(order.indexOf("CreateLabel")).toBeGreaterThan(order.indexOf("EnterMaintenanceModePreCheck"));

    await remove(runner(lab), record, EXIT);
    await settled(lab);
    expect(lab.simulator.snapshot().labels).toEqual([]);
    expect(places(lab)).toEqual(before);
    expect(labelCalls(lab)).toEqual([
      "CreateLabel",
      "AddLabelsToResources",
      "UpdateLabel",
      "UpdateLabel",
      "DeleteLabel",
    ]);
    expect(lab.simulator.violations).toEqual([]);
    expect(lab.told.filter((line) => line.includes("name tag"))).toEqual([]);
  });

  it("asks for nothing without the setting", async () => {
    const lab = await openLifecycle();
    const context = { ...runner(lab), nameTag: { text: undefined } };
    await remove(context, await create(context, lab.request("node-1")), EXIT);
    expect(labelCalls(lab)).toEqual([]);
  });

  it("is not marked where the entry is refused before it is sent", async () => {
    const lab = await openLifecycle();
    await failureOf(create(runner(lab), lab.request("node-1", { consent: "none" })));
    expect(labelCalls(lab)).toEqual([]);
  });

  it.each<[string, Parameters<SimulatedLifecycle["simulator"]["faults"]["inject"]>[0]]>([
    ["refused", { operation: "EnterMaintenanceMode", kind: "status", status: 403 }],
    ["failed", { operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 3 }],
  ])("is unmarked after an entry that was %s", async (_, fault) => {
    const lab = await openLifecycle();
    lab.simulator.faults.inject(fault);
    await failureOf(create(runner(lab), lab.request("node-1")));
    await settled(lab);
    expect(labelCalls(lab)).toContain("AddLabelsToResources");
    expect(lab.simulator.snapshot().labels).toEqual([]);
  });

  it.each<QuirkSettings>([{ syncMutations: "null" }, { syncMutations: "absent" }, { nulls: 0.3 }, { chinese: true }])(
    "is marked and unmarked by a CloudTower with %o",
    async (quirks) => {
      const lab = await openLifecycle({ quirks });
      const record = await create(runner(lab), lab.request("node-1"));
      expect(tagsOf(lab)).toHaveLength(1);
      await remove(runner(lab), record, EXIT);
      await settled(lab);
      // A CloudTower that hides the labels of a host hides from a destroy on another machine what is to be taken off.
      if (!quirks.nulls) expect(lab.simulator.snapshot().labels).toEqual([]);
    },
  );
});

describe("labels that cannot be written", () => {
  it.each<[string, QuirkSettings, string[]]>([
    ["because of missing rights", {}, LABEL_CALLS],
    ["because they are too long", { labelValueLimit: 20 }, []],
  ])("%s are one warning, and everything else is as before", async (_, quirks, refused) => {
    const lab = await openLifecycle({ quirks });
    const before = places(lab);
    for (const operation of refused) {
      lab.simulator.faults.inject({ operation, kind: "status", status: 403, times: 100 });
    }
    const context = runner(lab);
    const record = await create(context, lab.request("node-1"));
    expect(lab.told.filter((line) => line.includes("name tag"))).toEqual([
      expect.stringMatching(/^warning: node-1: the name tag of the host could not be written; everything else goes on/),
    ]);
    await remove(context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(lab.told.filter((line) => line.includes("name tag"))).toHaveLength(1);
  });
});

describe("a runner without state and journal", () => {
  /** So fast that a run is a few dozen requests. */
  const SPEED = 50;

  /** Runs of the resource on machines that know nothing of each other, and what they all leave. */
  async function machines() {
    const lab = await openLifecycle({ speed: SPEED });
    const before = places(lab);
    const run = (kill?: ConstructorParameters<typeof Run>[3]) => {
      const store = new WatchedStore(new MemoryStore("project/stack/east", new Map()));
      return new Run(lab, store, lab.simulator.urls, kill, { text: "ops-prod" });
    };
    return { lab, before, run };
  }
  type Machines = Awaited<ReturnType<typeof machines>>;

  /**
   * Kills a verb when CloudTower has heard a request and nobody has heard the answer: at each request of a verb, but of those that
   * only look again only at the first.
   */
  async function killedAtEach(
    prepare: (on: Machines) => Promise<(context: Context) => Promise<unknown>>,
    goOn: (on: Machines, request: string) => Promise<void>,
  ): Promise<void> {
    const whole = await machines();
    const verb = await prepare(whole);
    const { length } = whole.lab.simulator.requests;
    await verb(whole.run().context);
    const operations = whole.lab.simulator.requests.slice(length).map(({ operation }) => operation);
    const points = operations.flatMap((operation, index) => (operation === operations[index - 1] ? [] : [index]));
    expect(points.length).toBeGreaterThan(10);
    for (const request of points) {
      const on = await machines();
      const killed = on.run({ request, at: "answer" });
      const ended = (await prepare(on))(killed.context);
      // How often a verb polls depends on how quick the machine is: it may be at its end before that request.
      await Promise.race([killed.death, ended]);
      // Nobody is on another machine before what was asked for is done.
      await on.lab.clock.sleep(20);
      await goOn(on, `${operations[request]} ${request}`);
      expect(blindRepeats(on.lab.simulator)).toEqual([]);
      await on.lab.clock.sleep(60_000);
      expect(on.lab.simulator.snapshot().labels, operations[request]).toEqual([]);
      await on.lab.simulator.close();
    }
  }

  it("goes on with an entry that was killed at any request, or needs adopt where no id could be written yet", async () => {
    const needed: string[] = [];
    await killedAtEach(
      async ({ lab }) =>
        (context) =>
          create(context, lab.request("node-1")),
      async ({ lab, before, run }, request) => {
        const asked = lab.request("node-1");
        const record: SessionRecord = await create(run().context, asked).catch((error: unknown) => {
          needed.push(request.replace(/ .*/, ""));
          expect(String(error)).toContain("nothing proves that this resource put it there");
          expect(String(error)).toContain("tagged ops-prod, resource east");
          return create(run().context, { ...asked, ifAlreadyInMaintenance: "adopt" });
        });
        expect(record.phase).toBe("maintenance");
        expect(tagsOf(lab)).toHaveLength(1);
        await remove(run().context, record, EXIT);
        expect(places(lab), request).toEqual(before);
        expect([lab.accepted("EnterMaintenanceMode"), lab.accepted("ExitMaintenanceMode")]).toEqual([1, 1]);
      },
    );
    // Its answer would have told the id.
    expect(needed).toEqual(["EnterMaintenanceMode"]);
  }, 60_000);

  it("gives all VMs back after an exit that was killed at any request, though the state is lost, too", async () => {
    await killedAtEach(
      async ({ lab, run }) => {
        const record = await create(run().context, lab.request("node-1"));
        return (context) => remove(context, record, EXIT);
      },
      async ({ lab, before, run }, request) => {
        const again = await create(run().context, lab.request("node-1"));
        await remove(run().context, again, EXIT);
        const powers = (all: typeof before) => all.map(({ localId, power }) => ({ localId, power }));
        expect(powers(places(lab)), request).toEqual(powers(before));
      },
    );
  }, 60_000);

  it("waits for an exit that a dead run has begun, and then enters again", async () => {
    const lab = await openLifecycle();
    const record = await create(runner(lab), lab.request("node-1"));
    const store = new WatchedStore(new MemoryStore("project/stack/east", new Map()));
    const kill = { request: 0, from: "ExitMaintenanceMode", at: "answer" } as const;
    const dying = new Run(lab, store, lab.simulator.urls, kill, { text: "ops-prod" });
    void remove(dying.context, record, EXIT);
    await dying.death;
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    const again = await create(runner(lab), lab.request("node-1"));
    await lab.clock.sleep(3_600_000);
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    expect(again.maintenanceJobId).toBe(lab.simulator.host("node-1", "east").session?.jobId);
    expect(again.maintenanceJobId).not.toBe(record.maintenanceJobId);
  });

  it.each<QuirkSettings>([{ jobIdEmpty: true }, { failedThoughEntered: true }, { resourceIdNull: true }])(
    "recognizes a session by the tag of a CloudTower with %o, and says what it does not know",
    async (quirks) => {
      const lab = await openLifecycle({ quirks });
      const before = places(lab);
      await create(runner(lab), lab.request("node-1"));
      const toldBefore = lab.told.length;
      const record = await create(runner(lab), lab.request("node-1"));
      const told = lab.told.slice(toldBefore).join("\n");
      expect(told).toContain("which its name tag proves ours");
      expect(told).toContain("is known only from what CloudTower shows");
      expect(record).toMatchObject({ phase: "maintenance", adopted: true });
      expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
      await remove(runner(lab), record, EXIT);
      expect(places(lab)).toEqual(before);
    },
  );

  it("with a long text for a tag, which leaves no room for the task, recognizes the session by its job", async () => {
    const lab = await openLifecycle();
    const text = "a".repeat(40);
    const { maintenanceJobId = "none" } = await create(runner(lab, text), lab.request("node-1"));
    expect(tagsOf(lab)[0]).toContain(` - ${maintenanceJobId}`);
    expect(tagsOf(lab)[0]?.length).toBeLessThan(100);
    expect(await create(runner(lab, text), lab.request("node-1"))).toMatchObject({ maintenanceJobId });
  });
});

describe("a stale tag of ours", () => {
  /** A run that is gone has left its tag; the session is over. */
  async function stale(quirks: QuirkSettings = {}) {
    const lab = await openLifecycle({ quirks });
    const record = await create(runner(lab), lab.request("node-1"));
    lab.simulator.operator.exit("east/node-1", { atOnce: true });
    await lab.clock.sleep(600_000);
    expect(tagsOf(lab)).toHaveLength(1);
    return { lab, record };
  }

  it("on a host in use is told and taken off, also by an entry that is refused", async () => {
    const { lab } = await stale();
    await failureOf(create(runner(lab), lab.request("node-1", { consent: "none" })));
    await settled(lab);
    expect(lab.told.join("\n")).toContain(
      "a name tag of this resource was left on the host, which is in use (tagged ops-prod, resource east): it is taken off",
    );
    expect(lab.simulator.snapshot().labels).toEqual([]);
  });

  it("on a host in use gives way to the tag of the next entry", async () => {
    const { lab } = await stale();
    const record = await create(runner(lab), lab.request("node-1"));
    await settled(lab);
    expect(lab.simulator.snapshot().labels.map(({ value }) => value)).toEqual([
      expect.stringContaining(String(record.maintenanceJobId)),
    ]);
  });

  it.each<QuirkSettings>([{}, { jobIdEmpty: true }])(
    "proves nothing of a colleague's session (%o): it is not taken for ours, and adopt is needed",
    async (quirks) => {
      const { lab } = await stale(quirks);
      lab.simulator.operator.enter("east/node-1", { atOnce: true });
      const error = await failureOf(create(runner(lab), lab.request("node-1")));
      expect(error.message).toContain("nothing proves that this resource put it there");
      expect(error.failure.next).toContain('ifAlreadyInMaintenance: "adopt"');
      expect(error.failure.record).toBeUndefined();
      // It may help a person to find out.
      expect(tagsOf(lab)).toHaveLength(1);

      const adopted = await create(runner(lab), lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
      await remove(runner(lab), adopted, EXIT);
      await settled(lab);
      expect(lab.simulator.snapshot().labels).toEqual([]);
    },
  );

  it("does not make a colleague's entry ours while that is under way", async () => {
    const { lab } = await stale();
    lab.simulator.operator.enter("east/node-1");
    expect(stateOf(lab, "node-1")).toBe("ENTERING_MAINTENANCE_MODE");
    expect((await failureOf(create(runner(lab), lab.request("node-1")))).message).toContain("already entering");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("without ids, as before an entry, proves nothing either", async () => {
    const lab = await openLifecycle();
    await create(runner(lab), lab.request("node-1"));
    const [tag = ""] = tagsOf(lab);
    const other = await openLifecycle();
    await hang(other, tag.split(" ").slice(0, 3).concat("-", "-").join(" "));
    other.simulator.operator.enter("east/node-1", { atOnce: true });
    expect((await failureOf(create(runner(other), other.request("node-1")))).message).toContain("nothing proves");
  });
});

describe("the tag of another resource", () => {
  const ADOPT: Partial<MaintenanceRequest> = { ifAlreadyInMaintenance: "adopt" };
  const BOTH: Partial<MaintenanceRequest> = { ...ADOPT, onForeignSession: "exit" };

  it.each([
    ["with another text", "ops-test", "project/stack/east"],
    ["of another resource with our text", "ops-prod", "project/other/west"],
  ])("%s is named, and its session adopted only with onForeignSession", async (_, text, owner) => {
    const lab = await openLifecycle();
    await create(runner(lab, text, owner), lab.request("node-1"));
    const named = `tagged ${text}, resource ${owner.split("/")[2]}`;
    for (const change of [{}, ADOPT]) {
      const error = await failureOf(create(runner(lab), lab.request("node-1", change)));
      expect(error.message).toContain(named);
      expect(error.message).toContain('onForeignSession: "exit"');
    }
    const foreseen = await foresee(runner(lab), lab.request("node-1", ADOPT));
    expect(foreseen).toMatchObject({ is: "refused", why: [{ message: expect.stringContaining(named) }] });
    // Whoever writes no tags reads them.
    const withoutTag = { ...runner(lab), nameTag: {} };
    expect((await failureOf(create(withoutTag, lab.request("node-1", ADOPT)))).message).toContain(named);

    const record = await create(runner(lab), lab.request("node-1", BOTH));
    await settled(lab);
    expect(tagsOf(lab)).toEqual([expect.stringMatching(/^ops-prod east /)]);
    await remove(runner(lab), record, EXIT);
    await settled(lab);
    expect(lab.simulator.snapshot().labels).toEqual([]);
  });

  it("that has taken our session over: we leave it alone, on a machine without its journal", async () => {
    const lab = await openLifecycle();
    const ours = await create(runner(lab), lab.request("node-1"));
    const theirs = runner(lab, "ops-test", "project/stack/west");
    const record = await create(theirs, lab.request("node-1", BOTH));
    await settled(lab);
    const error = await failureOf(remove(runner(lab), ours, EXIT));
    expect(error.message).toContain("judged by its name tag");
    expect(error.message).toContain("tagged ops-test, resource west");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
    await remove(theirs, record, EXIT);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
  });

  it("that comes right after the recorded one, while our tag still hangs on the host, and has no job id", async () => {
    const lab = await openLifecycle({ quirks: { jobIdEmpty: true } });
    const record = await create(runner(lab), lab.request("node-1"));
    lab.simulator.operator.exit("east/node-1", { atOnce: true });
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    expect(tagsOf(lab)).toHaveLength(1);
    const seen = await read(runner(lab), record);
    expect(seen).toMatchObject({ phase: "foreign" });
    for (const known of [record, seen as SessionRecord]) await failureOf(remove(runner(lab), known, EXIT));
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("left on a host in use is none of our business", async () => {
    const lab = await openLifecycle();
    const value = "ops-test west 0123abcd - - BIOS";
    await hang(lab, value);
    const record = await create(runner(lab), lab.request("node-1"));
    await remove(runner(lab), record, EXIT);
    await settled(lab);
    expect(tagsOf(lab)).toEqual([value]);
  });
});

describe("a resource that was renamed", () => {
  it("keeps its session, and its tag gets the new name", async () => {
    const lab = await openLifecycle();
    const record = await create(runner(lab), lab.request("node-1"));
    const renamed = runner(lab, "ops-prod", "project/stack/west");
    const nameTag = { text: "ops-prod", formerOwner: "project/stack/east" };
    const now = await update({ ...renamed, nameTag }, lab.request("node-1"), record);
    await settled(lab);
    expect(tagsOf(lab)).toEqual([expect.stringMatching(/^ops-prod west /)]);
    await remove(renamed, now, EXIT);
    await settled(lab);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
    expect(lab.simulator.snapshot().labels).toEqual([]);
  });
});

// Files of the journal that a version has written are promises: every later one goes on with them. Each verb gets a journal as
// that version wrote it (see test/fixtures/README.md), and the simulator is asked what became of the host and its VMs.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileStore } from "../../provider/journal";
import { create, type MaintenanceRequest, remove, type SessionRecord, update } from "../../provider/lifecycle";
import { filled, SCENARIO, type Values, valuesOf } from "../fixtures/placeholders";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf, places, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

const JOURNAL = join(__dirname, "../fixtures/journal/0.1.0");
const OWNER = "e2e/dev/host";

/** A host of which a journal of 0.1.0 tells, and what is in that journal. */
async function openRecorded(fixture: string) {
  const lab = await openLifecycle({ scenario: SCENARIO });
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const { simulator } = lab;
  /** What the entry that the simulator knows gives to fill in. */
  const values = (): Values => {
    const entry = simulator.mutations.find(({ operation }) => operation === "EnterMaintenanceMode");
    const { session } = simulator.host("node-1");
    const submittedAt = new Date(Math.floor((entry?.at ?? 0) / 1_000) * 1_000).toISOString();
    return {
      ...valuesOf(simulator),
      submittedAt,
      exiting: submittedAt,
      ...(entry?.taskId ? { taskId: entry.taskId } : {}),
      ...(session ? { maintenanceJobId: session.jobId, enteredAt: new Date(session.enteredAt).toISOString() } : {}),
    };
  };
  return {
    ...lab,
    context: { ...lab.context, facts: new FileStore(directory, OWNER) },
    /** The engine that is killed in the story that was recorded: what it knows is nowhere else. */
    killed: lab.context,
    store: (owner: string) => new FileStore(directory, owner),
    files: () => readdir(directory),
    /** Writes the file as 0.1.0 did, by its name and its text. @returns the record in it */
    async recall(): Promise<SessionRecord> {
      const known = values();
      const asName = (text: string) => text.replace(/^https?:\/\//, "").replace(/[^A-Za-z0-9.-]+/g, "-");
      const asNames = Object.entries(known).map(([name, value]) => [`${name} as a name`, asName(value)]);
      const names: Record<string, string> = JSON.parse(await readFile(join(JOURNAL, "names.json"), "utf8"));
      const name = filled(String(names[`${fixture}.json`]), { ...known, ...Object.fromEntries(asNames) });
      const text = filled(await readFile(join(JOURNAL, `${fixture}.json`), "utf8"), known);
      await writeFile(join(directory, name), text);
      return (JSON.parse(text) as { record: SessionRecord }).record;
    },
  };
}

const legacy = (files: readonly string[]) => files.filter((name) => /\.(open|claim)\.json$/.test(name));

describe("a journal of 0.1.0", () => {
  it("of an engine that was killed during up lets create go on with the entry", async () => {
    const lab = await openRecorded("open");
    const before = places(lab);
    const entering = create(lab.killed, lab.request("node-1"));
    while (lab.accepted("EnterMaintenanceMode") === 0) await new Promise((resolve) => setImmediate(resolve));
    await lab.recall();
    const record = await create(lab.context, lab.request("node-1"));
    expect(record).toMatchObject({ phase: "maintenance", adopted: false });
    expect(record.shutdownVms.map((vm) => vm.vmName).sort()).toEqual(["gpu-01", "license-01"]);
    await entering;
    await remove(lab.context, record, EXIT);
    expect([lab.accepted("EnterMaintenanceMode"), lab.accepted("ExitMaintenanceMode")]).toEqual([1, 1]);
    expect(places(lab)).toEqual(before);
    expect(legacy(await lab.files())).toEqual([]);
  });

  it("of an up that Pulumi has lost lets create go on with the session", async () => {
    const lab = await openRecorded("entered");
    const { maintenanceJobId } = await create(lab.killed, lab.request("node-1"));
    await lab.recall();
    const record = await create(lab.context, lab.request("node-1"));
    expect(record).toMatchObject({ phase: "maintenance", adopted: false, maintenanceJobId });
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });

  it("is not taken for that of a session that somebody began since", async () => {
    const lab = await openRecorded("entered");
    await create(lab.killed, lab.request("node-1"));
    await lab.recall();
    lab.simulator.operator.exit("node-1", { atOnce: true });
    await lab.clock.sleep(5_000);
    lab.simulator.operator.enter("node-1", { atOnce: true });
    expect((await failureOf(create(lab.context, lab.request("node-1")))).message).toContain("did not put it there");
  });

  it.each(["exiting", "exit-failed"])(
    "of a destroy (%s) has the VMs that the exit left off started",
    async (fixture) => {
      const lab = await openRecorded(fixture);
      const before = places(lab);
      await create(lab.killed, lab.request("node-1"));
      const inState = await lab.recall();
      lab.simulator.operator.exit("node-1", { powerOn: ["license-01"], atOnce: true });
      expect(lab.simulator.vm("gpu-01").power).toBe("STOPPED");
      await remove(lab.context, inState, EXIT);
      expect(places(lab)).toEqual(before);
      expect(legacy(await lab.files())).toEqual([]);
    },
  );

  it("of a destroy whose exit failed has the host exited again", async () => {
    const lab = await openRecorded("exit-failed");
    const before = places(lab);
    await create(lab.killed, lab.request("node-1"));
    await remove(lab.context, await lab.recall(), EXIT);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
    expect(places(lab)).toEqual(before);
  });

  it("of an engine that was killed during destroy has up enter again, and gives the VMs back in the end", async () => {
    const lab = await openRecorded("exiting");
    const before = places(lab);
    await create(lab.killed, lab.request("node-1"));
    const inState = await lab.recall();
    lab.simulator.operator.exit("node-1", { powerOn: ["license-01"], atOnce: true });
    const record = await update(lab.context, lab.request("node-1"), inState);
    expect(record).toMatchObject({ phase: "maintenance" });
    expect(record.maintenanceJobId).not.toBe(inState.maintenanceJobId);
    expect(record.shutdownVms.map((vm) => vm.vmName)).toContain("gpu-01");
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("tells other resources who holds the session", async () => {
    const lab = await openRecorded("claim");
    lab.simulator.operator.enter("node-1", { atOnce: true });
    const adopted = await lab.recall();
    const adopting: Partial<MaintenanceRequest> = { ifAlreadyInMaintenance: "adopt" };
    const foreign = { ...lab.context, facts: lab.store("e2e/prod/host") };
    const error = await failureOf(create(foreign, lab.request("node-1", adopting)));
    expect(error.message).toContain(OWNER);
    // In its own stack it may be taken over, and is then left alone by whoever had it.
    const own = { ...lab.context, facts: lab.store("e2e/dev/renamed") };
    await create(own, lab.request("node-1", adopting));
    await remove(lab.context, adopted, EXIT);
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  });

  it("keeps its receipts, which tell of nothing to go on with", async () => {
    const lab = await openRecorded("receipt");
    const record = await create(lab.killed, lab.request("node-1"));
    await remove(lab.killed, record, EXIT);
    await lab.recall();
    expect(await lab.context.facts.read(record)).toEqual([]);
    expect(await lab.files()).toEqual([expect.stringMatching(/\.receipt\.json$/)]);
  });
});

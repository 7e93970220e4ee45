import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileStore } from "../../provider/journal";
import {
  create,
  type FactKind,
  type FactStore,
  isAhead,
  passOn,
  remove,
  type SessionRecord,
  settled,
} from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf, places } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

const OWNER = "project/stack/host";

async function note(store: FactStore, kind: FactKind, record: SessionRecord): Promise<void> {
  const facts = await store.read(record);
  await store.write(record, [...facts, { kind, at: new Date(0).toISOString(), owner: store.owner, record }]);
}

async function settle(store: FactStore, record: SessionRecord): Promise<void> {
  await store.write(record, settled(await store.read(record), record));
}

async function journalDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe("the journal", () => {
  it("holds every VM with place and power before the enter call is sent, and no credential", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    const before = lab.simulator.snapshot().vms.filter((vm) => vm.hostName === "node-1");
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "reset-before", times: 1_000 });
    const context = { ...lab.context, facts: new FileStore(directory, OWNER) };
    await failureOf(create(context, lab.request("node-1")));

    const [file = ""] = await readdir(directory);
    const text = await readFile(join(directory, file), "utf8");
    const [{ record }] = JSON.parse(text).facts;
    const vms = [...record.shutdownVms, ...record.liveMigratedVms, ...record.offlineMigratedVms];
    for (const vm of before.filter((vm) => vm.clusterId === record.clusterId)) {
      expect(vms).toContainEqual({ vmUuid: vm.localId, vmName: vm.name, powerState: vm.power });
    }
    expect(text).not.toContain('"simulator"');
  });

  it("lets a later create continue an entry that Pulumi does not know, and becomes the receipt", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    const before = places(lab);
    const context = { ...lab.context, facts: new FileStore(directory, OWNER) };
    const lost = await create(context, lab.request("node-1"));

    const record = await create(context, lab.request("node-1"));
    expect(record).toMatchObject({ adopted: false, maintenanceJobId: lost.maintenanceJobId, phase: "maintenance" });
    expect(record.shutdownVms).toEqual(lost.shutdownVms);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);

    // In another run of the engine.
    await remove(context, record, EXIT);
    expect(places(lab)).toEqual(before);
    const files = await readdir(directory);
    expect(files).toHaveLength(2);
    const name = files.find((file) => file.endsWith(".receipt.json")) ?? "";
    const { receipt } = JSON.parse(await readFile(join(directory, name), "utf8"));
    expect(receipt.vms).toHaveLength(6);
    expect(new Set(receipt.vms.map((vm: { outcome: string }) => vm.outcome))).toEqual(new Set(["restored"]));
  });

  it("makes its directory for many hosts that are the first at the same time", async () => {
    const directory = join(await journalDir(), "state", "of", "a", "new", "user");
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const hosts = Array.from({ length: 50 }, (_, index) => `host-${index}`);
    await Promise.all(hosts.map((hostId) => note(new FileStore(directory, OWNER), "submitted", { ...record, hostId })));
    expect(await readdir(directory)).toHaveLength(hosts.length);
  });

  it("belongs to one resource: another one does not continue it", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    await create({ ...lab.context, facts: new FileStore(directory, OWNER) }, lab.request("node-1"));
    const other = { ...lab.context, facts: new FileStore(directory, "project/stack/other") };
    expect((await failureOf(create(other, lab.request("node-1")))).message).toContain("already in maintenance");
  });

  it("keeps whoever had a session before from ending it, in a later run too, until the one that took it over ends it", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    const before = places(lab);
    const as = (owner: string) => ({ ...lab.context, facts: new FileStore(directory, owner) });
    const [old, renamed] = ["project/stack/old", "project/stack/renamed"];
    const first = await create(as(old), lab.request("node-1"));
    await settle(as(old).facts, first);
    const second = await create(as(renamed), lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
    await settle(as(renamed).facts, second);

    await remove(as(old), first, EXIT);
    expect(lab.told.at(-1)).toContain(`taken over by the resource ${renamed}, which keeps it`);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
    await remove(as(renamed), second, EXIT);
    expect(places(lab)).toEqual(before);
    expect((await readdir(directory)).filter((file) => file.endsWith(".held.json"))).toEqual([]);
  });

  it("follows a resource that is renamed with an alias: the claim, an entry, and the mark of an exit", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    const before = places(lab);
    const [old, now] = ["old", "now"].map((name) => new FileStore(directory, `project/stack/${name}`)) as [
      FileStore,
      FileStore,
    ];
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    const adopt = lab.request("node-1", { ifAlreadyInMaintenance: "adopt" });
    const record = await create({ ...lab.context, facts: old }, adopt);
    await note(old, "exit submitted", record);
    const kinds = async (store: FileStore) => (await store.read(record)).map(({ kind, owner }) => [kind, owner]);
    await passOn(old, now, record);
    const noted = ["submitted", "exit submitted", "held"];
    expect(await kinds(now)).toEqual(noted.map((kind) => [kind, now.owner]));
    expect(await kinds(old)).toEqual([["held", now.owner]]);
    await remove({ ...lab.context, facts: now }, record, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("has nothing to continue once the session is in the state", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    const context = { ...lab.context, facts: new FileStore(directory, OWNER) };
    const record = await create(context, lab.request("node-1"));
    await settle(context.facts, record);
    expect((await readdir(directory)).filter((file) => !file.endsWith(".held.json"))).toEqual([]);
    expect((await failureOf(create(context, lab.request("node-1")))).message).toContain("already in maintenance");
  });

  it("settles an entry that was written after it had listed others, by this or another process", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const store = new FileStore(directory, OWNER);
    await settle(store, record);
    await note(store, "submitted", record);
    await settle(store, record);
    expect(await readdir(directory)).toEqual([]);

    const elsewhere = await journalDir();
    await note(new FileStore(elsewhere, OWNER), "submitted", record);
    const [name = ""] = await readdir(elsewhere);
    await rename(join(elsewhere, name), join(directory, name));
    expect((await store.read(record)).map((fact) => fact.record)).toEqual([record]);
    await settle(store, record);
    expect(await readdir(directory)).toEqual([]);
  });

  it("keeps a later entry when the session before is settled", async () => {
    const directory = await journalDir();
    const lab = await openLifecycle();
    const store = new FileStore(directory, OWNER);
    const before = await create(lab.context, lab.request("node-1"));
    const [submittedAt, enteredAt] = ["2030-01-01T00:00:00.000Z", "2030-01-01T00:00:01.000Z"];
    const later = { ...before, submittedAt, enteredAt, maintenanceJobId: "another" };
    await note(store, "submitted", later);
    await settle(store, before);
    const facts = await store.read(before);
    expect(facts.map(({ record }) => record)).toEqual([later]);
    expect(isAhead(before, facts)).toBe(true);
  });

  it("makes parent directories, and gives up if the file system cannot", async () => {
    const directory = join(await journalDir(), "a", "b", "c");
    const lab = await openLifecycle();
    await create({ ...lab.context, facts: new FileStore(directory, OWNER) }, lab.request("node-1"));
    expect(await readdir(directory)).toHaveLength(2);

    const nowhere = new FileStore("/proc/nowhere/at/all", OWNER);
    const error = await failureOf(
      create({ ...lab.context, facts: nowhere }, { ...lab.request("node-1"), hostId: lab.simulator.host("node-5").id }),
    );
    expect(error.message).toContain("cannot be written (");
  });

  it("that cannot be written stops an entry before anything is touched, naming the setting", async () => {
    const directory = await journalDir();
    await writeFile(join(directory, "file"), "");
    const lab = await openLifecycle();
    const facts = new FileStore(join(directory, "file"), OWNER);
    const error = await failureOf(create({ ...lab.context, facts }, lab.request("node-1")));
    expect(error.message).toContain("CLOUDTOWER_JOURNAL_DIR");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });
});

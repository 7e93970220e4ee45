import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileJournal } from "../../provider/journal";
import { create, remove } from "../../provider/lifecycle";
import { openLab } from "../support/lab";
import { EXIT, failureOf, places, recordOf } from "../support/lifecycle";

const OWNER = "project/stack/host";

async function journalDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe("the journal", () => {
  it("holds every VM with place and power before the enter call is sent, and no credential", async () => {
    const directory = await journalDir();
    const lab = await openLab();
    const before = lab.simulator.snapshot().vms.filter((vm) => vm.hostName === "node-1");
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "reset-before" });
    const context = { ...lab.context, journal: new FileJournal(directory, OWNER) };
    await failureOf(create(context, lab.request("node-1")));

    const [file = ""] = await readdir(directory);
    const text = await readFile(join(directory, file), "utf8");
    const { record } = JSON.parse(text);
    const vms = [...record.shutdownVms, ...record.liveMigratedVms, ...record.offlineMigratedVms];
    for (const vm of before.filter((vm) => vm.clusterId === record.clusterId)) {
      expect(vms).toContainEqual({ vmUuid: vm.localId, vmName: vm.name, powerState: vm.power });
    }
    expect(text).not.toContain('"simulator"');
  });

  it("lets a later create go on that Pulumi knows nothing of, and becomes the receipt", async () => {
    const directory = await journalDir();
    const lab = await openLab();
    const before = places(lab);
    const context = { ...lab.context, journal: new FileJournal(directory, OWNER) };
    const lost = await create(context, lab.request("node-1"));

    const record = await create(context, lab.request("node-1"));
    expect(record).toMatchObject({ adopted: false, maintenanceJobId: lost.maintenanceJobId, phase: "maintenance" });
    expect(record.shutdownVms).toEqual(lost.shutdownVms);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);

    await remove(context, record, EXIT);
    expect(places(lab)).toEqual(before);
    const files = await readdir(directory);
    expect(files).toHaveLength(1);
    const { receipt } = JSON.parse(await readFile(join(directory, files[0] ?? ""), "utf8"));
    expect(receipt.vms).toHaveLength(6);
    expect(new Set(receipt.vms.map((vm: { outcome: string }) => vm.outcome))).toEqual(new Set(["restored"]));
  });

  it("is one resource's own: another one does not go on with it", async () => {
    const directory = await journalDir();
    const lab = await openLab();
    await create({ ...lab.context, journal: new FileJournal(directory, OWNER) }, lab.request("node-1"));
    const other = { ...lab.context, journal: new FileJournal(directory, "project/stack/other") };
    expect((await failureOf(create(other, lab.request("node-1")))).message).toContain("already in maintenance");
  });

  it("has nothing to go on with once the session is in the state", async () => {
    const directory = await journalDir();
    const lab = await openLab();
    const journal = new FileJournal(directory, OWNER);
    const record = await create({ ...lab.context, journal }, lab.request("node-1"));
    await journal.settle(record);
    expect(await readdir(directory)).toEqual([]);
    expect((await failureOf(create({ ...lab.context, journal }, lab.request("node-1")))).message).toContain(
      "already in maintenance",
    );
  });

  it("makes the directories above its own, and gives up where a file system knows no new ones", async () => {
    const directory = join(await journalDir(), "a", "b", "c");
    const lab = await openLab();
    await create({ ...lab.context, journal: new FileJournal(directory, OWNER) }, lab.request("node-1"));
    expect(await readdir(directory)).toHaveLength(1);

    const nowhere = new FileJournal("/proc/nowhere/at/all", OWNER);
    const error = await failureOf(
      create(
        { ...lab.context, journal: nowhere },
        { ...lab.request("node-1"), hostId: lab.simulator.host("node-5").id },
      ),
    );
    expect(error.message).toContain("cannot be written (");
  });

  it("that cannot be written stops an entry before anything is touched, naming the setting", async () => {
    const directory = await journalDir();
    await writeFile(join(directory, "file"), "");
    const lab = await openLab();
    const journal = new FileJournal(join(directory, "file"), OWNER);
    const error = await failureOf(create({ ...lab.context, journal }, lab.request("node-1")));
    expect(error.message).toContain("CLOUDTOWER_JOURNAL_DIR");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });

  it("makes its directory for several hosts at once", async () => {
    const directory = join(await journalDir(), "state", "pulumi-cloudtower");
    const lab = await openLab();
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "reset-before" });
    const record = await recordOf(create(lab.context, lab.request("node-1")));
    const hostIds = ["a", "b", "c", "d"];
    await Promise.all(hostIds.map((hostId) => new FileJournal(directory, OWNER).open({ ...record, hostId })));
    expect(await readdir(directory)).toHaveLength(hostIds.length);
  });
});

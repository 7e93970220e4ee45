// What the receipt of a session says to people who were not there, whichever way the session ended.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FileStore, readReceipts } from "../../provider/journal";
import { create, type Receipt, read, remove, type VmOutcome } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { recordOf, stuckVms } from "../shared/outcomes";
import { replacing } from "../shared/replacing";
import { EXIT } from "../shared/simulatedLifecycle";

const ADA = { account: "ada@build-7", towerUser: "root" };
const REASON = "new memory, CHG-4711";

async function openWithReceipts() {
  const lab = await openLifecycle();
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const context = { ...lab.context, facts: new FileStore(directory, "project/stack/host"), by: ADA };
  return {
    ...lab,
    context,
    entry: lab.request("node-1", { reason: REASON }),
    exit: { ...EXIT, reason: REASON },
    now: () => new Date(lab.clock.now()).toISOString(),
    /** Reads the receipts at the paths that were told, and forgets these. */
    async receipts(): Promise<Receipt[]> {
      const paths = lab.told.splice(0).flatMap((line) => /receipt: (.+)$/.exec(line)?.[1] ?? []);
      const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
      return texts.map((text) => (JSON.parse(text) as { receipt: Receipt }).receipt);
    },
  };
}

const named = (receipt: Receipt | undefined, name: string): Partial<VmOutcome> =>
  receipt?.vms.find(({ vmName }) => vmName === name) ?? {};

it("an exit tells when, by whom and why, and of each VM what happened to it and where it is", async () => {
  const lab = await openWithReceipts();
  const [stuck, deleted] = stuckVms(lab).map(({ name }) => name) as [string, string];
  const record = await create(lab.context, lab.entry);
  const [moved = { vmName: "" }] = record.liveMigratedVms;
  const away = ["node-2", "node-3"].find((name) => lab.simulator.vm(moved.vmName).hostName !== name) ?? "";
  const entered = lab.now();
  await lab.clock.sleep(3_600_000);
  lab.simulator.operator.moveVm(moved.vmName, `east/${away}`);
  lab.simulator.operator.deleteVm(deleted);
  const begins = lab.now();
  await remove(lab.context, record, { ...lab.exit, restore: { ...EXIT.restore, changed: "skip" } });

  const [receipt] = await lab.receipts();
  expect(receipt).toMatchObject({ ending: "exit", reason: REASON, enteredBy: ADA, endedBy: ADA });
  const { leftAt = "", exitBeganAt = "", writtenAt = "" } = receipt ?? {};
  expect([begins, exitBeganAt, leftAt].sort()).toEqual([begins, exitBeganAt, leftAt]);

  const shut = named(receipt, stuck);
  expect(shut).toMatchObject({ did: "shut down", outcome: "restored", powerState: "RUNNING", hostName: "node-1" });
  const { offAt = "", onAt = "" } = shut;
  expect(record.submittedAt?.localeCompare(offAt)).toBeLessThanOrEqual(0);
  expect(offAt <= entered).toBe(true);
  // The exit leaves a VM with devices off, and destroy starts it afterwards.
  expect([leftAt, onAt].sort()).toEqual([leftAt, onAt]);
  // The server's clock is known to the second.
  expect(Date.parse(writtenAt)).toBeGreaterThan(Date.parse(onAt) - 1_000);
  expect(named(receipt, moved.vmName)).toMatchObject({ did: "migrated", outcome: "left", hostName: away });
  const gone = named(receipt, deleted);
  expect(gone).toMatchObject({ did: "shut down", outcome: "left", why: expect.stringContaining("deleted") });
  expect([gone.hostName, gone.onAt]).toEqual([undefined, undefined]);
});

it("a VM that somebody has started in the meantime has no time at which the exit started it", async () => {
  const lab = await openWithReceipts();
  const [early, late] = stuckVms(lab).map(({ name }) => name) as [string, string];
  const record = await create(lab.context, lab.entry);
  lab.simulator.operator.startVm(early);
  await remove(lab.context, record, lab.exit);
  const [receipt] = await lab.receipts();
  expect(named(receipt, early)).toMatchObject({ did: "shut down", offAt: expect.any(String), powerState: "RUNNING" });
  expect(named(receipt, early).onAt).toBeUndefined();
  expect(named(receipt, late).onAt).toEqual(expect.any(String));
});

it("a VM that the exit leaves off and destroy starts ran again when its own task ended", async () => {
  const lab = await openWithReceipts();
  const [stuck] = stuckVms(lab).map(({ name }) => name) as [string];
  const record = await create(lab.context, lab.entry);
  lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
  await lab.clock.sleep(60_000);
  const begins = lab.now();
  await remove(lab.context, record, lab.exit);
  const [receipt] = await lab.receipts();
  expect(receipt).toMatchObject({ ending: "somebody else" });
  expect(receipt?.leftAt).toBeUndefined();
  expect(begins.localeCompare(named(receipt, stuck).onAt ?? "")).toBeLessThanOrEqual(0);
});

it("a session that somebody else ended has its receipt from the refresh that finds it over", async () => {
  const lab = await openWithReceipts();
  const record = await create(lab.context, lab.entry);
  lab.simulator.operator.exit("east/node-1", { powerOn: stuckVms(lab).map(({ name }) => name), atOnce: true });
  for (const { vmName } of record.shutdownVms) lab.simulator.operator.startVm(vmName);
  expect(await read(lab.context, record)).toBeUndefined();
  const [receipt] = await lab.receipts();
  // A refresh gets no arguments: the reason is known from the entry.
  expect(receipt).toMatchObject({ ending: "somebody else", reason: REASON, enteredBy: ADA });
  expect(receipt?.vms).toHaveLength(6);
});

it("a session that only the journal knows and somebody else ended has its receipt before the next entry", async () => {
  const lab = await openWithReceipts();
  const first = await create(lab.context, lab.entry);
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  for (const { vmName } of first.shutdownVms) lab.simulator.operator.startVm(vmName);
  await lab.clock.sleep(60_000);
  await create(lab.context, lab.entry);
  expect(await lab.receipts()).toMatchObject([{ ending: "somebody else", vms: { length: 6 } }]);
});

it("an entry that failed tells of each VM whether it was touched", async () => {
  const lab = await openWithReceipts();
  const before = new Map(lab.simulator.snapshot().vms.map((vm) => [vm.localId, vm]));
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
  const record = await recordOf(create(lab.context, lab.entry));
  const done = new Map(
    lab.simulator.snapshot().vms.map(({ localId, power, hostName }) => {
      const isOff = power !== before.get(localId)?.power;
      return [localId, isOff ? "shut down" : hostName === "node-1" ? "not touched" : "migrated"];
    }),
  );
  await remove(lab.context, record, lab.exit);
  const [receipt] = await lab.receipts();
  expect(receipt).toMatchObject({ ending: "failed entry", reason: REASON });
  const told = receipt?.vms ?? [];
  expect(told.map(({ vmUuid, did }) => [vmUuid, did])).toEqual(told.map(({ vmUuid }) => [vmUuid, done.get(vmUuid)]));
  expect(new Set(told.map(({ did }) => did)).size).toBe(3);
});

it("a refresh after a destroy that Pulumi did not save leaves the destroy's receipt as it is", async () => {
  const lab = await openWithReceipts();
  const record = await create(lab.context, lab.entry);
  await remove(lab.context, record, lab.exit);
  expect(await lab.receipts()).toMatchObject([{ ending: "exit", leftAt: expect.any(String) }]);
  expect(await read(lab.context, record)).toBeUndefined();
  expect(await lab.receipts()).toEqual([]);
});

it("two resources that held the same session have a receipt each, and what one finds later does not replace it", async () => {
  const lab = await openWithReceipts();
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const as = (name: string) => ({ ...lab.context, facts: new FileStore(directory, `project/stack/${name}`) });
  const adopting = (reason: string) => lab.request("node-1", { ifAlreadyInMaintenance: "adopt", reason });
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  const old = await create(as("old"), adopting("old"));
  const adopted = await create(as("new"), adopting("new"));
  await remove(as("new"), adopted, { ...EXIT, reason: "new" });
  await read(as("old"), old);
  await lab.clock.sleep(3_600_000);
  lab.simulator.operator.stopVm(String(old.liveMigratedVms[0]?.vmUuid));
  await read(as("old"), old);
  const { receipts } = await readReceipts(directory);
  const told = receipts.map(({ owner, receipt: { ending, reason, vms } }) => {
    return [owner, ending, reason, vms.every(({ outcome }) => outcome === "restored")];
  });
  expect(told.sort()).toEqual([
    ["project/stack/new", "exit", "new", true],
    ["project/stack/old", "somebody else", "old", true],
  ]);
});

it("an entry that never began is not said to have been ended by somebody else", async () => {
  const lab = await openWithReceipts();
  const dying = replacing(lab.cloudTower, { enterMaintenance: async () => Promise.reject(new Error("killed")) });
  const record = await recordOf(create({ ...lab.context, cloudTower: dying }, lab.entry));
  await lab.clock.sleep(60_000);
  await remove(lab.context, record, lab.exit);
  expect(await lab.receipts()).toMatchObject([{ ending: "failed entry" }]);
});

it("the receipt of a session that the next entry finds over has its own reason", async () => {
  const lab = await openWithReceipts();
  const record = await create(lab.context, lab.entry);
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  for (const { vmUuid } of record.shutdownVms) lab.simulator.operator.startVm(vmUuid);
  await lab.clock.sleep(60_000);
  await create(lab.context, lab.request("node-1", { reason: "another one" }));
  expect(await lab.receipts()).toMatchObject([{ ending: "somebody else", reason: REASON }]);
});

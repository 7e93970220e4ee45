// Receipts as they are kept and read again.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FileStore, readReceipts } from "../../provider/journal";
import { create, remove } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { EXIT } from "../shared/simulatedLifecycle";

async function journalDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

it("a destroy that is repeated, because Pulumi has not saved the first, keeps the times that only the first could know", async () => {
  const lab = await openLifecycle();
  const directory = await journalDir();
  const context = { ...lab.context, facts: new FileStore(directory, "project/stack/host") };
  const record = await create(context, lab.request("node-1"));
  await remove(context, record, EXIT);
  const [first] = (await readReceipts(directory)).receipts;
  await lab.clock.sleep(3_600_000);
  const [stopped = { vmName: "" }] = record.shutdownVms;
  lab.simulator.operator.stopVm(stopped.vmName);
  await remove(context, record, EXIT);

  const { receipts, problems } = await readReceipts(directory);
  expect([receipts.length, problems]).toEqual([1, []]);
  const { leftAt, exitBeganAt, ending, vms = [] } = receipts[0]?.receipt ?? {};
  expect({ leftAt, exitBeganAt, ending }).toMatchObject({ leftAt: first?.receipt.leftAt, ending: "exit" });
  expect(leftAt).toEqual(expect.any(String));
  for (const vm of vms) {
    const before = first?.receipt.vms.find(({ vmUuid }) => vmUuid === vm.vmUuid);
    expect([vm.offAt, vm.did]).toEqual([before?.offAt, before?.did]);
    // What has changed since is told as it is now.
    expect([vm.onAt, vm.powerState]).toEqual(
      vm.vmName === stopped.vmName ? [undefined, "STOPPED"] : [before?.onAt, before?.powerState],
    );
  }
});

it("are listed with the newest session first; where there is no journal, there are none", async () => {
  const lab = await openLifecycle();
  const directory = await journalDir();
  const context = { ...lab.context, facts: new FileStore(directory, "project/stack/host") };
  const entered: (string | undefined)[] = [];
  for (const host of ["node-1", "node-2"]) {
    const record = await create(context, lab.request(host));
    entered.unshift(record.submittedAt);
    await remove(context, record, EXIT);
  }
  const { receipts } = await readReceipts(directory);
  expect(receipts.map(({ record }) => record.submittedAt)).toEqual(entered);
  expect(receipts.map(({ record }) => record.hostName)).toEqual(["node-2", "node-1"]);
  for (const { path } of receipts) expect(await readdir(directory)).toContain(path.slice(directory.length + 1));
  expect(await readReceipts(join(directory, "nowhere"))).toEqual({ receipts: [], problems: [] });
});

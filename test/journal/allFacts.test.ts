import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FileStore, readJournal } from "../../provider/journal";
import type { Fact, SessionRecord } from "../../provider/lifecycle";

const HOST = { server: "https://tower.example.com", hostId: "host-1" };
const RECORD = {
  ...HOST,
  ...{ hostName: "node-1", clusterId: "c", clusterName: "east", phase: "entering", adopted: false },
  ...{ shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] },
} as SessionRecord;

async function ownDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

function factOf(kind: Fact["kind"], owner: string, reason?: string): Fact {
  return { kind, at: new Date(0).toISOString(), owner, record: RECORD, ...(reason ? { reason } : {}) };
}

it("has the facts of every resource and host, with their reasons, and no receipts", async () => {
  const directory = await ownDirectory();
  const facts = [factOf("submitted", "p/s/a", "DIMM"), factOf("held", "p/s/b"), factOf("submitted", "p/s/b")];
  await new FileStore(directory, "p/s/a").write(HOST, facts.slice(0, 1));
  await new FileStore(directory, "p/s/b").write(HOST, facts.slice(1));
  await new FileStore(directory, "p/s/b").keepReceipt(RECORD, { vms: [] });
  const whole = await readJournal(directory);
  expect(whole.problems).toEqual([]);
  expect(whole.facts).toHaveLength(3);
  expect(whole.facts).toEqual(expect.arrayContaining(facts));
});

it("has what 0.1.0 has left", async () => {
  const directory = await ownDirectory();
  const entry = { version: 1, owner: "p/s/a", record: RECORD };
  await writeFile(join(directory, "tower_host-1_0123abcd.open.json"), JSON.stringify(entry), { mode: 0o600 });
  await writeFile(join(directory, "tower_host-1.claim.json"), JSON.stringify(entry), { mode: 0o600 });
  expect((await readJournal(directory)).facts.map(({ kind }) => kind)).toEqual(["held", "submitted"]);
});

it("that does not exist yet is empty", async () => {
  expect(await readJournal(join(await ownDirectory(), "none"))).toEqual({ facts: [], problems: [] });
});

it.skipIf(process.platform === "win32")("names what it does not believe, and has the rest", async () => {
  const directory = await ownDirectory();
  for (const owner of ["p/s/a", "p/s/b"])
    await new FileStore(directory, owner).write(HOST, [factOf("submitted", owner)]);
  const [first = ""] = await readdir(directory);
  await chmod(join(directory, first), 0o666);
  await writeFile(join(directory, "z.facts.json"), "{", { mode: 0o600 });
  const { facts, problems } = await readJournal(directory);
  expect(facts).toHaveLength(1);
  expect(problems).toEqual([
    expect.stringMatching(/^others can write to .*chmod 600/),
    expect.stringMatching(/z\.facts\.json is not a journal file of this version/),
  ]);
  await chmod(directory, 0o777);
  expect(await readJournal(directory)).toMatchObject({ facts: [], problems: [expect.stringContaining("chmod 700")] });
});

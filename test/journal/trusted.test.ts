// What the journal says decides which VMs are started: one that others can write is not believed.
import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileStore } from "../../provider/journal";
import type { Fact, SessionRecord } from "../../provider/lifecycle";

const HOST = { server: "https://tower.example.com", hostId: "host-1" };
const OWNER = "project/stack/host";
const RECORD = {
  ...HOST,
  ...{ hostName: "node-1", clusterId: "c", clusterName: "east", phase: "entering", adopted: false },
  ...{ shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] },
} as SessionRecord;
const FACT: Fact = { kind: "submitted", at: new Date(0).toISOString(), owner: OWNER, record: RECORD };
/** Tests as root can give a file away. */
const isRoot = process.getuid?.() === 0;

async function written() {
  const parent = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const directory = join(parent, "journal");
  await new FileStore(directory, OWNER).write(HOST, [FACT]);
  const [name = ""] = await readdir(directory);
  // As the next command has it: a directory that was found to be ours is not checked again.
  return { parent, directory, store: new FileStore(directory, OWNER), file: join(directory, name) };
}

describe.skipIf(process.platform === "win32")("a journal", () => {
  it("of ours is read", async () => {
    const { store, directory } = await written();
    expect(await store.read(HOST)).toEqual([FACT]);
    await chmod(directory, 0o755);
    expect(await store.read(HOST)).toEqual([FACT]);
  });

  it.each([
    ["the group can write to the directory", 0o770, "directory"],
    ["everybody can write to the directory", 0o777, "directory"],
    ["everybody can write to the directory, with the sticky bit", 0o1777, "directory"],
    ["the group can write to the file", 0o660, "file"],
    ["everybody can write to the file", 0o606, "file"],
    ["everybody can write above it", 0o777, "parent"],
  ] as const)("is refused where %s", async (_, mode, which) => {
    const at = await written();
    await chmod(at[which], mode);
    const why = which === "parent" ? "others can put another directory in its place" : "others can write to";
    await expect(at.store.read(HOST)).rejects.toThrow(why);
    await expect(at.store.read(HOST)).rejects.toThrow(/chmod .* Its directory is cloudtower:journalDir/);
    if (which !== "file") await expect(at.store.write(HOST, [])).rejects.toThrow(why);
  });

  it.skipIf(!isRoot).each(["directory", "file"] as const)("is refused where another user has the %s", async (which) => {
    const at = await written();
    await chown(at[which], 65_534, 65_534);
    await expect(at.store.read(HOST)).rejects.toThrow("belongs to another user (uid 65534");
  });

  it("is refused where its file is a link, a pipe or a directory, at once", async () => {
    const { store, file } = await written();
    const other = `${file}.other`;
    await rename(file, other);
    await symlink(other, file);
    await expect(store.read(HOST)).rejects.toThrow("is a link");
    await rm(file);
    execFileSync("mkfifo", ["-m", "600", file]);
    await expect(store.read(HOST)).rejects.toThrow("is not a regular file");
    await rm(file);
    await mkdir(file, { mode: 0o700 });
    await expect(store.read(HOST)).rejects.toThrow("is not a regular file");
  });

  it("is not written through a link that somebody has put there", async () => {
    const { store, file, parent } = await written();
    const target = join(parent, "target");
    await writeFile(target, "as before", { mode: 0o600 });
    await rm(file);
    await symlink(target, file);
    await store.write(HOST, [FACT]).catch(() => undefined);
    expect(execFileSync("cat", [target]).toString()).toBe("as before");
  });

  it("of an earlier version is held to the same", async () => {
    const { directory, file } = await written();
    await rm(file);
    const hash = /_([0-9a-f]{8})\.facts\.json$/.exec(file)?.[1];
    const old = join(directory, `tower.example.com_host-1_${hash}.open.json`);
    await writeFile(old, JSON.stringify({ version: 1, owner: OWNER, record: RECORD }), { mode: 0o600 });
    // Each directory is listed once in a process.
    const again = `${directory}-again`;
    await rename(directory, again);
    expect(await new FileStore(again, OWNER).read(HOST)).toHaveLength(1);
    await chmod(join(again, old.slice(directory.length + 1)), 0o666);
    await expect(new FileStore(again, OWNER).read(HOST)).rejects.toThrow("others can write to");
  });
});

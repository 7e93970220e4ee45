import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ownDirectory } from "../../scripts/engine/ownDirectory";

/** A directory as a user has one: below home, where nobody else writes. */
async function home(): Promise<string> {
  const directory = await mkdtemp(join(homedir(), ".pulumi-cloudtower-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe.skipIf(process.platform === "win32")("a directory for a project", () => {
  it("is this user's alone", async () => {
    const base = join(await home(), "cache", "projects");
    const directory = await ownDirectory("start-", base);
    expect(directory.startsWith(join(base, "start-"))).toBe(true);
    for (const path of [base, directory]) expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it("is not made where others can plant a package above it", async () => {
    await expect(ownDirectory("start-", join(tmpdir(), "projects"))).rejects.toThrow(
      /other users can write to .*Set PULUMI_CLOUDTOWER_PROJECTS_DIR/,
    );
    const above = await home();
    await chmod(above, 0o777);
    await expect(ownDirectory("start-", join(above, "projects"))).rejects.toThrow("other users can write to");
    onTestFinished(() => rm(join(tmpdir(), "projects"), { recursive: true, force: true }));
  });

  it("takes the place of what killed runs have left days ago", async () => {
    const base = await home();
    const [old, fresh] = [join(base, "start-old"), join(base, "start-fresh")];
    await Promise.all([mkdir(old), mkdir(fresh)]);
    const daysAgo = new Date(Date.now() - 4 * 24 * 3_600_000);
    await utimes(old, daysAgo, daysAgo);
    await ownDirectory("start-", base);
    expect(await readdir(base)).toContain("start-fresh");
    expect(await readdir(base)).not.toContain("start-old");
  });
});

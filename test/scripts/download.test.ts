import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { archiveFor, downloadEngine } from "../../scripts/engine/download";

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "download-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** An archive as Pulumi makes them, on a server of its own. */
async function served(...path: string[]): Promise<{ url: string; bytes: Buffer }> {
  const directory = await emptyDirectory();
  const programs = join(directory, ...path);
  await mkdir(programs, { recursive: true });
  await writeFile(join(programs, "pulumi"), "#!/bin/sh\n", { mode: 0o755 });
  const { stdout } = await execa("tar", ["-czf", "-", "-C", directory, "pulumi"], { encoding: "buffer" });
  const bytes = Buffer.from(stdout);
  const server = createServer((_, response) => response.end(bytes)).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pulumi.tar.gz`, bytes };
}

it.skipIf(process.platform === "win32").each([[["pulumi"]], [["pulumi", "bin"]]])(
  "an archive with the pinned hash is unpacked: %j",
  async (path) => {
    const { url, bytes } = await served(...path);
    const root = await emptyDirectory();
    await downloadEngine(root, { url, sha256: createHash("sha256").update(bytes).digest("hex") });
    expect(await readdir(root)).toEqual(["bin"]);
    expect(await readdir(join(root, "bin"))).toEqual(["pulumi"]);
  },
);

it("an archive with another hash is refused, and nothing of it unpacked", async () => {
  const { url } = await served("pulumi");
  const root = await emptyDirectory();
  const { sha256 } = archiveFor("linux", "x64") ?? { sha256: "" };
  await expect(downloadEngine(root, { url, sha256 })).rejects.toThrow("is not what was released: its SHA-256 is");
  expect(await readdir(root)).toEqual([]);
});

it("platforms without a pinned hash get no download", () => {
  for (const platform of ["linux", "darwin"]) {
    for (const arch of ["x64", "arm64"]) expect(archiveFor(platform, arch)?.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(archiveFor("win32", "x64")).toBeUndefined();
  expect(archiveFor("linux", "riscv64")).toBeUndefined();
});

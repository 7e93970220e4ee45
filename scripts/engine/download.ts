// The official archive of the engine, checked before anything in it is run.
import { createHash } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { ENGINE_VERSION } from "./version.js";

/** SHA-256 of Pulumi's release archives of ENGINE_VERSION, as Pulumi's own Homebrew tap has them. A new version needs new ones. */
const ARCHIVES: Readonly<Record<string, string>> = {
  "darwin-arm64": "1c42c8e4c504c12e8cdce42a638ff47a4786afbaebf2f381563bb01f2fadbe48",
  "darwin-x64": "c0ddbbdf20dcee54b5c542106956fedb0c61b9b11f103a6e2a6d4df4bb64bc5a",
  "linux-arm64": "c0287edf11cac0f0f77378b17b843ef6cb7f39252c9fcc1d2ba62145d6d96d58",
  "linux-x64": "a13732d8921f99d70b9ae270d79c3b575bb37707fce7486e64fef333afc11ae0",
};

export interface Archive {
  url: string;
  sha256: string;
}

/** The archive for a platform; undefined if no hash is pinned for it. */
export function archiveFor(platform: string = process.platform, arch: string = process.arch): Archive | undefined {
  const sha256 = ARCHIVES[`${platform}-${arch}`];
  const url = `https://github.com/pulumi/pulumi/releases/download/v${ENGINE_VERSION}/pulumi-v${ENGINE_VERSION}-${platform}-${arch}.tar.gz`;
  return sha256 === undefined ? undefined : { url, sha256 };
}

/** Downloads an archive, checks it, and unpacks its programs to `bin` below `root`. */
export async function downloadEngine(root: string, { url, sha256 }: Archive): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered HTTP ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) {
    throw new Error(
      `${url} is not what was released: its SHA-256 is ${found}, and ${sha256} is pinned. Nothing of it was run`,
    );
  }
  const unpacked = join(root, "unpacked");
  await mkdir(unpacked, { recursive: true });
  await execa("tar", ["-xzf", "-", "-C", unpacked], { input: bytes });
  // Releases have the programs in "pulumi", and had them in "pulumi/bin".
  const inner = join(unpacked, "pulumi", "bin");
  const programs = await access(inner).then(
    () => inner,
    () => join(unpacked, "pulumi"),
  );
  await rename(programs, join(root, "bin"));
  await rm(unpacked, { recursive: true, force: true });
}

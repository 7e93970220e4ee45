import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import which from "which";

/** Where Debian keeps the programs of each version, off the PATH. */
const DEBIAN = "/usr/lib/postgresql";
const PROGRAMS = ["initdb", "postgres"];

/** The directory of a PostgreSQL's programs on this machine. */
export async function findPostgres(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newestFirst = versions.sort((one, other) => Number(other) - Number(one));
  const onPath = await which("initdb", { nothrow: true });
  for (const candidate of [
    ...(onPath === null ? [] : [dirname(onPath)]),
    ...newestFirst.map((version) => join(DEBIAN, version, "bin")),
  ]) {
    if ((await problemOf(candidate)) === undefined) return candidate;
  }
  return undefined;
}

/** Why programs in a directory cannot be run; undefined if they can. */
export async function problemOf(bin: string): Promise<string | undefined> {
  for (const program of PROGRAMS) {
    const { failed, shortMessage } = await execa(join(bin, program), ["--version"], { reject: false, timeout: 20_000 });
    if (failed) return shortMessage;
  }
  return undefined;
}

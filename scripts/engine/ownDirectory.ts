import { lstat, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import envPaths from "env-paths";

const OTHERS_WRITE = 0o002;
const ROOT = 0;
/** What a run that was killed has left. */
const STALE_MS = 3 * 24 * 3_600_000;

/**
 * Makes a directory for a Pulumi project that is run: one of this user's, with nothing above it that other users can write to.
 * Node looks for packages in `node_modules` of every directory above a program, so below /tmp anybody could plant one there.
 * @param prefix of its name
 */
export async function ownDirectory(prefix: string, base = defaultBase()): Promise<string> {
  await mkdir(base, { recursive: true, mode: 0o700 });
  const real = await realpath(base);
  for (const directory of [real, ...parentsOf(real)]) await mustNotBeOthers(directory, real);
  await removeStale(real);
  return mkdtemp(join(real, prefix));
}

/** The user's cache. Not the system's temporary directory, which all users share. */
function defaultBase(): string {
  return (
    process.env.PULUMI_CLOUDTOWER_PROJECTS_DIR || join(envPaths("pulumi-cloudtower", { suffix: "" }).cache, "projects")
  );
}

async function mustNotBeOthers(directory: string, base: string): Promise<void> {
  // On Windows files have no owner that Node can tell, and the user's cache is theirs alone.
  const ours = process.getuid?.();
  if (ours === undefined) return;
  const { mode, uid } = await lstat(directory);
  if ((uid === ours || uid === ROOT) && (mode & OTHERS_WRITE) === 0) return;
  throw new Error(
    `projects are run in ${base}, and other users can write to ${directory}, where Node would load packages from. Set PULUMI_CLOUDTOWER_PROJECTS_DIR to a directory that is yours alone, as are all above it`,
  );
}

async function removeStale(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    const path = join(base, name);
    const age = await lstat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(path, { recursive: true, force: true });
  }
}

function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...parentsOf(parent)];
}

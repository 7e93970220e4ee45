import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";
import { lstat, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * The journal decides which VMs are started, so nobody else may be able to write it. On Windows, where Node cannot tell the owner of
 * a file, nothing is checked.
 */
const OURS = process.getuid?.();
const ROOT = 0;

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
/** The sticky bit: only the owner of an entry can rename or remove it, as in /tmp. */
const STICKY = 0o1000;

/** A file or a directory of the journal that others can change. */
export class Untrusted extends Error {
  override readonly name = "Untrusted";
}

/** A directory that has to belong to us alone. It need not exist yet. */
export class OwnDirectory {
  readonly #path: string;
  #isOurs = false;

  constructor(directory: string) {
    this.#path = resolve(directory);
  }

  /**
   * Checks it, until it exists and is ours: then nobody else can write to it, or put another one in its place.
   * @throws Untrusted
   */
  async check(): Promise<void> {
    if (this.#isOurs || OURS === undefined) return;
    const path = this.#path;
    const found = await orMissing(() => stat(path));
    if (found) mustBeOnlyOurs(found, path, "chmod 700");
    const real = (await orMissing(() => realpath(path))) ?? path;
    for (const parent of new Set([...parentsOf(path), ...parentsOf(real)])) {
      const isSafe = await orMissing(async () => cannotBeReplacedIn(await lstat(parent)));
      if (isSafe === false) {
        throw new Untrusted(
          `${path} is in ${parent}, where others can put another directory in its place: chmod o-w ${parent}, or choose another directory`,
        );
      }
    }
    this.#isOurs = found !== undefined;
  }
}

/**
 * Reads a file of the journal, without following links or waiting for pipes, and only if it belongs to us alone. In one go, because a
 * small file is read in less time than Node's asynchronous calls need to begin.
 * @returns undefined if it does not exist
 * @throws Untrusted
 */
export async function readOurs(file: string): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const opened = await orMissing(async () => openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)).catch((error) => {
    throw error.code === "ELOOP" ? new Untrusted(`${file} is a link: replace it by the file itself`) : error;
  });
  if (opened === undefined) return undefined;
  try {
    const found = fstatSync(opened);
    if (!found.isFile()) throw new Untrusted(`${file} is not a regular file: move it away`);
    if (found.size > LARGEST)
      throw new Untrusted(`${file} has ${found.size} bytes, which no journal file has: move it away`);
    if (OURS !== undefined) mustBeOnlyOurs(found, file, "chmod 600");
    return readFileSync(opened, "utf8");
  } finally {
    closeSync(opened);
  }
}

/** A record of 10,000 VMs has about 3 MB. */
const LARGEST = 64 * 1024 * 1024;

function mustBeOnlyOurs(found: Stats, path: string, fix: string): void {
  if (found.uid !== OURS) {
    throw new Untrusted(
      `${path} belongs to another user (uid ${found.uid}, and this is ${OURS}): chown it, or choose a directory of your own`,
    );
  }
  if (found.mode & (GROUP_WRITES | OTHERS_WRITE)) {
    throw new Untrusted(`others can write to ${path} (mode ${(found.mode & 0o777).toString(8)}): ${fix} ${path}`);
  }
}

/** Checks a parent directory. Its group is trusted, because many systems give each user their own group. */
function cannotBeReplacedIn({ mode, uid }: Stats): boolean {
  const isOwnerTrusted = uid === OURS || uid === ROOT;
  return isOwnerTrusted && ((mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0);
}

function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...parentsOf(parent)];
}

async function orMissing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

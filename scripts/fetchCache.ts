import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LockOptions, lock } from "proper-lockfile";
import { step } from "./bootstrap/progress.mjs";

const TEMPORARY = ".fetching-";
/** After this time, the lock of a killed process counts as free. */
const STALE_MS = 20_000;

/** Runs `work` while no other process of this user fetches `what` into the same place. */
export async function underLock<T>(root: string, what: string, work: () => Promise<T>): Promise<T> {
  await mkdir(root, { recursive: true });
  const release = await acquire(root, what);
  try {
    return await work();
  } finally {
    await release().catch(() => {});
  }
}

async function acquire(root: string, what: string): Promise<() => Promise<void>> {
  const options = {
    lockfilePath: join(root, ".lock"),
    stale: STALE_MS,
    // After a suspend, the lock's holder looks dead. The rename is atomic, so two builds at once only waste time.
    onCompromised: () => {},
  };
  const release = await tryLock(root, options);
  if (release) return release;
  return step(`${what}: another process is fetching it; waiting for that`, async () => {
    for (;;) {
      await sleep(1000);
      const freed = await tryLock(root, options);
      if (freed) return freed;
    }
  });
}

async function tryLock(root: string, options: LockOptions): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lock(root, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ELOCKED") return undefined;
    throw error;
  }
}

/** Lets `fill` fill a temporary bin directory and renames it into place, so that a killed fetch leaves nothing partial. */
export async function fillCache(root: string, fill: (temporaryRoot: string) => Promise<void>): Promise<void> {
  // Leftovers of killed fetches. Nobody else uses them, because we hold the lock.
  for (const name of await readdir(root)) {
    if (name.startsWith(TEMPORARY)) await rm(join(root, name), { recursive: true, force: true });
  }
  const temporary = await mkdtemp(join(root, TEMPORARY));
  try {
    await fill(temporary);
    await rm(join(root, "bin"), { recursive: true, force: true });
    await rename(join(temporary, "bin"), join(root, "bin"));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

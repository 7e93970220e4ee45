import { cp, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

const ROOT = join(import.meta.dirname, "../../..");

/** A copy of the checkout, including uncommitted changes, in a temporary directory. */
export interface Copy {
  directory: string;
  remove: () => Promise<void>;
}

/** The installed packages are shared, because no break is in them. */
export async function copyCheckout(): Promise<Copy> {
  // By its real path: on some systems the temporary directory is a link, through which test files are not found.
  const directory = await realpath(await mkdtemp(join(tmpdir(), "breaks-")));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    for (const file of await filesOfCheckout()) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await cp(join(ROOT, file), join(directory, file)).catch(unlessDeleted);
    }
    // Commands of runs are started by what is built.
    await cp(join(ROOT, "dist", "commands"), join(directory, "dist", "commands"), { recursive: true });
    await symlink(join(ROOT, "node_modules"), join(directory, "node_modules"), "junction");
    return { directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function filesOfCheckout(): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await execa("git", args, { cwd: ROOT });
  return stdout.split("\0").filter((file) => file !== "");
}

/** Git still lists files that were deleted but not committed. */
function unlessDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

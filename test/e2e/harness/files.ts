import { cp, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * Installs what is installed elsewhere: one package as a copy of its own, so that a test may move or change it, the others,
 * ten thousand files, as links.
 */
export async function copyInstalled(from: string, to: string, ownPackage: string): Promise<void> {
  await mkdir(to);
  const names = (await readdir(from)).filter((name) => name !== ownPackage);
  await Promise.all([
    cp(join(from, ownPackage), join(to, ownPackage), { recursive: true }),
    // Links to directories need no rights on Windows if they are junctions; elsewhere the word means nothing.
    ...names.map((name) => symlink(join(from, name), join(to, name), "junction")),
  ]);
}

/** Every file below a directory, one after the other. */
export async function textBelow(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
}

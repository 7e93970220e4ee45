import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** Copies a directory; `cp` where there is one, since it clones where the file system can and is ten times as fast as fs.cp. */
export async function copyDirectory(from: string, to: string): Promise<void> {
  if (process.platform === "linux") await execa("cp", ["-R", "--reflink=auto", from, to]);
  else if (process.platform === "darwin") await execa("cp", ["-Rc", from, to]);
  else await cp(from, to, { recursive: true });
}

/** Every file below a directory, one after the other. */
export async function textBelow(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
}

import { readdir } from "node:fs/promises";

/** The files of each journal directory that was looked into, as this process knows them. */
const directories = new Map<string, Promise<Set<string>>>();

/**
 * May a journal directory hold this file? It is listed once: an `up` without changes asks for every resource, one after
 * the other, and nearly never is there an entry. What another process writes after that is not seen.
 */
export async function mayHold(directory: string, file: string): Promise<boolean> {
  const known = directories.get(directory) ?? list(directory);
  directories.set(directory, known);
  try {
    return (await known).has(file);
  } catch {
    directories.delete(directory);
    return true;
  }
}

/** The file was written or seen. */
export function noteFile(directory: string, file: string): void {
  void directories.get(directory)?.then(
    (files) => files.add(file),
    () => undefined,
  );
}

async function list(directory: string): Promise<Set<string>> {
  try {
    return new Set(await readdir(directory));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Set();
    throw error;
  }
}

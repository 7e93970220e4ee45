import { stat } from "node:fs/promises";

/**
 * Why this user can read nothing of a journal: another user's runs keep it. Undefined if that is not so. The directory may be in use by
 * its owner, so nobody is told to take it over.
 */
export async function barredFrom(directory: string): Promise<string | undefined> {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  try {
    const { uid } = await stat(directory);
    return uid === user ? undefined : `it belongs to uid ${uid}; run this as that user`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isForbidden = code === "EACCES" || code === "EPERM";
    return isForbidden ? `uid ${user}, who runs this, may not look into it; run this as its owner` : undefined;
  }
}

/** Reads a journal, unless it is somebody else's. @returns what was read, and why the rest was not */
export async function unlessBarred<Read extends { problems: string[] }>(
  directory: string,
  nothing: Omit<Read, "problems">,
  read: (directory: string) => Promise<Read>,
): Promise<Read & { unread?: string }> {
  const reason = await barredFrom(directory);
  if (reason !== undefined) {
    const unread = `the journal could not be read (${reason})`;
    return { ...nothing, problems: [`${directory} could not be read: ${reason}`], unread } as Read & { unread: string };
  }
  const found = await read(directory);
  return found.problems.length === 0 ? found : { ...found, unread: "not all of the journal could be read" };
}

import { join } from "node:path";

/**
 * The output on disk. It is cut into segments: the first one is kept, and of the others the last two, so that a command may print
 * as much as it likes. At the end the wrapper puts what is left into one file, `output.log`.
 */
export const SEGMENT_BYTES = 1024 * 1024;

/** The first segment is `output.log`. */
export function segmentFile(directory: string, index: number): string {
  return join(directory, index === 0 ? "output.log" : `output.${index}.log`);
}

/** The number of a segment other than the first. */
export function segmentIndex(name: string): number | undefined {
  const [, index] = /^output\.(\d+)\.log$/.exec(name) ?? [];
  return index === undefined ? undefined : Number(index);
}

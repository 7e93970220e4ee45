import { closeSync, fsyncSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { PRIVATE_FILE } from "../../disk/writeWhole";
import type { End } from "../record";
import { SEGMENT_BYTES, segmentFile, segmentIndex } from "../segments";

/**
 * The output on disk, as `segments.ts` has it. A disk that is full costs output and nothing else: the command goes on, and its end
 * is what matters.
 */
export class OutputLog {
  readonly #directory: string;
  #file: number | undefined;
  /** How much is on disk, or was. */
  #length = 0;
  #unwritten = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const room = SEGMENT_BYTES - (this.#length % SEGMENT_BYTES);
      try {
        this.#file ??= this.#open();
        const written = writeSync(this.#file, bytes, at, Math.min(room, bytes.length - at));
        at += written;
        this.#length += written;
        if (written === room) this.#close();
      } catch {
        this.#unwritten += bytes.length - at;
        return;
      }
    }
  }

  /** Puts the segments together. @returns where the last ones are now, if there are any */
  end(): End["tail"] {
    try {
      if (this.#file !== undefined) fsyncSync(this.#file);
      this.#close();
      const segments = this.#segments();
      return segments.length === 0 ? undefined : this.#join(segments);
    } catch {
      // The disk is full or broken. Then they stay as they are.
      return undefined;
    }
  }

  #join(segments: readonly number[]): End["tail"] {
    const of = (segments[0] as number) * SEGMENT_BYTES;
    const leftOut = of - SEGMENT_BYTES + this.#unwritten;
    const notice = Buffer.from(leftOut > 0 ? `\n[… ${leftOut} bytes left out …]\n` : "");
    const parts = segments.map((index) => readFileSync(segmentFile(this.#directory, index)));
    const file = openSync(segmentFile(this.#directory, 0), "r+");
    try {
      writeAll(file, Buffer.concat([notice, ...parts]), SEGMENT_BYTES);
      fsyncSync(file);
    } catch (error) {
      ftruncateSync(file, SEGMENT_BYTES);
      throw error;
    } finally {
      closeSync(file);
    }
    for (const index of segments) rmSync(segmentFile(this.#directory, index));
    return { from: SEGMENT_BYTES + notice.length, of };
  }

  /** Segments are closed when they are full. */
  #open(): number {
    const index = this.#length / SEGMENT_BYTES;
    if (index >= 3) rmSync(segmentFile(this.#directory, index - 2), { force: true });
    return openSync(segmentFile(this.#directory, index), "a", PRIVATE_FILE);
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #segments(): number[] {
    return readdirSync(this.#directory)
      .flatMap((name) => segmentIndex(name) ?? [])
      .sort((one, other) => one - other);
  }
}

function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at);
}

import { type FileHandle, open, readdir } from "node:fs/promises";
import type { End } from "./record";
import { SEGMENT_BYTES, segmentFile, segmentIndex } from "./segments";

const READ_BYTES = 64 * 1024;

/** A piece of the output, or how much of it is not there any more. */
export type Piece = { bytes: Buffer } | { leftOut: number };

/** Reads the output on disk while it grows. It keeps no more of it than one piece. */
export class OutputReader {
  readonly #directory: string;
  /** Where in the whole output to go on. */
  #position = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** What is new. @param tail once the segments were put together */
  async *news(tail: End["tail"]): AsyncGenerator<Piece> {
    if (tail) yield* this.#joined(tail);
    else yield* this.#segments();
  }

  async *#segments(): AsyncGenerator<Piece> {
    for (;;) {
      const index = Math.floor(this.#position / SEGMENT_BYTES);
      const next = (index + 1) * SEGMENT_BYTES;
      const isThere = yield* this.#file(segmentFile(this.#directory, index), this.#position % SEGMENT_BYTES, next);
      if (this.#position === next) continue;
      // The one that is written now, or one that was removed.
      const later = isThere ? undefined : await this.#firstSegmentFrom(index);
      if (later === undefined) return;
      yield* this.#skipTo(later * SEGMENT_BYTES);
    }
  }

  async *#joined({ from, of }: NonNullable<End["tail"]>): AsyncGenerator<Piece> {
    const file = segmentFile(this.#directory, 0);
    yield* this.#file(file, this.#position, SEGMENT_BYTES);
    yield* this.#skipTo(of);
    yield* this.#file(file, from + this.#position - of, Number.POSITIVE_INFINITY);
  }

  /** @param until the position at which to stop @returns whether there is such a file */
  async *#file(path: string, offset: number, until: number): AsyncGenerator<Piece, boolean> {
    const handle = await openIfThere(path);
    if (!handle) return false;
    try {
      for (let at = offset; this.#position < until; ) {
        const most = Math.min(READ_BYTES, until - this.#position);
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(most), 0, most, at);
        if (bytesRead === 0) break;
        at += bytesRead;
        this.#position += bytesRead;
        yield { bytes: buffer.subarray(0, bytesRead) };
      }
      return true;
    } finally {
      await handle.close();
    }
  }

  *#skipTo(position: number): Generator<Piece> {
    if (position <= this.#position) return;
    yield { leftOut: position - this.#position };
    this.#position = position;
  }

  async #firstSegmentFrom(index: number): Promise<number | undefined> {
    const there = (await readdir(this.#directory)).flatMap((name) => segmentIndex(name) ?? []);
    const later = there.filter((one) => one >= index);
    return later.length === 0 ? undefined : Math.min(...later);
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  return open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

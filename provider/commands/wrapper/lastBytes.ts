import { StringDecoder } from "node:string_decoder";

/** Keeps the end of a stream. */
export class LastBytes {
  #kept: Buffer = Buffer.alloc(0);

  constructor(private readonly most: number) {}

  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const kept = Buffer.concat([this.#kept, bytes.subarray(-this.most)]);
    // Copied, so that a chunk of 64 kB is not held for a few bytes of it.
    this.#kept = Buffer.from(kept.subarray(-this.most));
  }

  /** Whole characters: one that was cut at the beginning or at the end is left out. */
  text(): string {
    let from = 0;
    while (from < 3 && isContinuation(this.#kept[from])) from += 1;
    return new StringDecoder("utf8").write(this.#kept.subarray(from));
  }
}

/** Of a character of several bytes in UTF-8, each but the first. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

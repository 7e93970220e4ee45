/** Letters and digits, so that no spelling (JSON, URL, HTML) changes them; their case may change. */
const CORES = { password: "MarkedPasswordCore", token: "MarkedTokenCore" };
/** A session token of the simulator's. */
const SESSION_TOKEN = "sim\\.cl[0-9a-z]{20}";

/** A password with characters that every way of writing writes in its own way. */
export const PASSWORD = String.raw`p"4&s\s<${CORES.password}> %+/'é`;
/** The same without what a header cannot hold. */
export const TOKEN = `t&0.k=n/${CORES.token}%+"'`;

const MARKED = new RegExp(
  [...Object.values(CORES).flatMap((core) => [core, ...inBase64(core)]), SESSION_TOKEN].join("|"),
  "i",
);

/** Counts what it has looked through, and keeps where a credential stood, whatever way it was written. */
export class SecretSearch {
  readonly hits: string[] = [];
  bytes = 0;
  texts = 0;

  /** @param known lines that may hold one */
  look(place: string, text: string, known?: RegExp): void {
    this.texts += 1;
    this.bytes += text.length;
    if (!MARKED.test(text)) return;
    for (const line of text.split("\n")) {
      const found = MARKED.exec(line);
      if (found && !known?.test(line)) this.hits.push(`${place}: ${around(line, found.index)}`);
    }
  }

  get summary(): string {
    return `${this.texts} texts, ${(this.bytes / 1e6).toFixed(1)} MB, ${this.hits.length} hits`;
  }
}

/** A log's line can be very long. */
function around(line: string, index: number): string {
  return line.slice(Math.max(0, index - 150), index + 60);
}

/** What of a text every base64 that holds it holds too, whatever stands before and behind it. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from("\0".repeat(before) + text)
      .toString("base64")
      .replace(/=+$/, "");
    return encoded.slice(Math.ceil((before * 4) / 3) + (before > 0 ? 1 : 0), -1).replace(/[+/]/g, "\\$&");
  });
}

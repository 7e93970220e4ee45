/** Letters and digits only, so that no escaping (JSON, URL, HTML) changes them; their case may change. */
const CORES = { password: "MarkedPasswordCore", token: "MarkedTokenCore" };
/** A session token of the simulator's. */
const SESSION_TOKEN = "sim\\.cl[0-9a-z]{20}";

/** A password with characters that JSON, URLs and HTML each escape in their own way. */
export const PASSWORD = String.raw`p"4&s\s<${CORES.password}> %+/'é`;
/** The same without characters that are invalid in a header. */
export const TOKEN = `t&0.k=n/${CORES.token}%+"'`;

const MARKED = new RegExp(
  [...Object.values(CORES).flatMap((core) => [core, ...inBase64(core)]), SESSION_TOKEN].join("|"),
  "i",
);

/** Searches texts for credentials in any escaped form. Counts the texts, and records where it found one. */
export class SecretSearch {
  readonly hits: string[] = [];
  bytes = 0;
  texts = 0;

  /** @param known lines that may contain one */
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

/** The part of a text's base64 that is the same whatever precedes and follows the text. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from("\0".repeat(before) + text)
      .toString("base64")
      .replace(/=+$/, "");
    return encoded.slice(Math.ceil((before * 4) / 3) + (before > 0 ? 1 : 0), -1).replace(/[+/]/g, "\\$&");
  });
}

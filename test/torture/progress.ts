const PAUSE_MS = 5_000;

/** A line on stderr every few seconds. */
export class Progress {
  readonly #since = Date.now();
  #next = 0;

  constructor(private readonly what: string) {}

  tell(text: string): void {
    if (Date.now() < this.#next) return;
    this.#next = Date.now() + PAUSE_MS;
    console.error(`${this.what}: ${text}, ${elapsed(this.#since)}`);
  }
}

export function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

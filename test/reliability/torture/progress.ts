const PAUSE_MS = 5_000;
/** Even where nothing new is to be told. */
const LONGEST_MS = 60_000;

/** A line on stderr every few seconds while there is news, and once a minute while there is none. */
export class Progress {
  readonly #since = Date.now();
  #next = 0;
  #latest = "nothing done yet";
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly what: string) {
    this.#awaitNews();
  }

  tell(text: string): void {
    this.#latest = text;
    if (Date.now() >= this.#next) this.#print();
  }

  /** To be called when what is told of is over. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #print(): void {
    this.#next = Date.now() + PAUSE_MS;
    console.error(`${this.what}: ${this.#latest}, ${elapsed(this.#since)}`);
    this.#awaitNews();
  }

  #awaitNews(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#print(), LONGEST_MS);
  }
}

/** Does `work`, which tells how far it is. */
export async function withProgress<T>(what: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = new Progress(what);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}

export function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const HEARTBEAT_MS = 15_000;

/** Prints progress to stderr, because stdout belongs to the command. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints when something starts, every 15 s that it is still running, and how long it took. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  say(`engine: ${what} …`);
  const heartbeat = setInterval(() => say(`engine: ${what}: ${elapsed(started)} so far`), HEARTBEAT_MS);
  try {
    const result = await work();
    say(`engine: ${what}: done in ${elapsed(started)}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}

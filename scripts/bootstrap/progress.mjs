// Progress of what takes time, on stderr, because stdout belongs to the command.

/** Nobody waits longer than five seconds without seeing that something still runs. */
const HEARTBEAT_MS = 4000;

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Prints when something starts, every few seconds that it is still running, and how long it took, or after how long it failed. */
export async function step(what, work) {
  const started = Date.now();
  const inPlace = process.stderr.isTTY;
  // In a terminal, one line tells it all; elsewhere, each report has a line.
  const tell = (how, isLast) =>
    process.stderr.write(inPlace ? `\r\u001b[K${what}${how}${isLast ? "\n" : ""}` : `${what}${how}\n`);
  tell(" …", false);
  const heartbeat = setInterval(() => tell(` … ${elapsed(started)} so far`, false), HEARTBEAT_MS);
  let how = "failed after";
  try {
    const done = await work();
    how = "took";
    return done;
  } finally {
    clearInterval(heartbeat);
    tell(`: ${how} ${elapsed(started)}`, true);
  }
}

function elapsed(since) {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}

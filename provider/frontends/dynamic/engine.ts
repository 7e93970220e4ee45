import { setMaxListeners } from "node:events";

const LOOK_MS = 200;
/** Time for verbs to end and for journal files to be complete. */
const LAST_WORK_MS = 2_000;

const gone = new AbortController();

/**
 * Aborted once the engine is gone. A killed engine leaves this process running, but nothing that it still did could be saved,
 * and it must not enter a host while the next engine is already at work. The signs are another parent process, or a progress
 * line that nobody reads any more. The verbs write such a line before each request that changes anything.
 */
export const engineGone: AbortSignal = gone.signal;

// Every host that is waited for adds a listener.
setMaxListeners(0, engineGone);
process.stdout.on("error", leave);

const engine = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== engine) leave();
}, LOOK_MS).unref();

/** Nobody stops a provider whose engine was killed: it would wait for calls for ever. */
function leave(): void {
  if (gone.signal.aborted) return;
  clearInterval(watch);
  gone.abort(new Error("the Pulumi engine that started this process is gone"));
  setTimeout(() => process.exit(1), LAST_WORK_MS).unref();
}

import { setMaxListeners } from "node:events";

const LOOK_MS = 200;
/** For verbs to end and journal files to be whole. */
const LAST_WORK_MS = 2_000;

const gone = new AbortController();

/**
 * Aborted when the engine is found to have gone. A killed engine leaves this process behind, and nothing that it would
 * still do could be recorded: it must not enter a host beside the engine that is started next. What tells is another
 * parent, or a line of progress that nobody reads any more; the verbs write one before each request that changes anything.
 */
export const engineGone: AbortSignal = gone.signal;

// Each host that is being waited for listens.
setMaxListeners(0, engineGone);
process.stdout.on("error", leave);

const engine = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== engine) leave();
}, LOOK_MS).unref();

/** Nobody ends a provider whose engine was killed, and it would wait for calls for ever. */
function leave(): void {
  if (gone.signal.aborted) return;
  clearInterval(watch);
  gone.abort(new Error("the Pulumi engine that started this process is gone"));
  setTimeout(() => process.exit(1), LAST_WORK_MS).unref();
}

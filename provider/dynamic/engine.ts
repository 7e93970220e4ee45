import { setMaxListeners } from "node:events";

const gone = new AbortController();

/**
 * Aborted when the engine is found to have gone. A killed engine leaves this process behind, and nothing that it would
 * still do could be recorded: it must not enter a host beside the engine that is started next. What tells is a line of
 * progress that nobody reads any more; the verbs write one before each request that changes anything.
 */
export const engineGone: AbortSignal = gone.signal;

// Each host that is being waited for listens.
setMaxListeners(0, engineGone);
process.stdout.on("error", () => gone.abort(new Error("the Pulumi engine that started this process has gone")));

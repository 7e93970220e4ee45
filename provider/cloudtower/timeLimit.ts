/**
 * The end of one request: by its own time limit or by its caller's signal, whichever is first.
 * It does what `AbortSignal.any([signal, AbortSignal.timeout(ms)])` promises; but in Node 20 the garbage collector may
 * take that one while the request waits, and then a server that hangs is waited for without end.
 */
export class TimeLimit {
  readonly #ending = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #caller: AbortSignal | undefined;
  readonly #end = () => this.#ending.abort();

  constructor(ms: number, caller?: AbortSignal) {
    this.#caller = caller;
    this.#timer = setTimeout(this.#end, ms);
    if (caller?.aborted) this.#end();
    caller?.addEventListener("abort", this.#end, { once: true });
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** To be called when the request is over. */
  lift(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#end);
  }
}

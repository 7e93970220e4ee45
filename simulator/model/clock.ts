interface Event {
  due: number;
  act: () => void;
}

/**
 * Time without timers: events wait in a queue and run in the order of their due times when somebody calls {@link Clock.runDue}.
 * While an event runs, `now()` is its due time, so that a chain of events has the same result however rarely it is run.
 */
export class Clock {
  readonly #queue: Event[] = [];
  #running: number | undefined;

  /**
   * @param source milliseconds since the epoch; a test passes its own
   * @param speed divides every duration; 1 is real time
   */
  constructor(
    private readonly source: () => number,
    readonly speed = 1,
  ) {}

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#running ?? this.source();
  }

  /** A simulated duration (ms) as it passes on the clock (ms). */
  scaled(ms: number): number {
    return ms / this.speed;
  }

  /** Runs `act` once `ms` simulated milliseconds have passed. */
  after(ms: number, act: () => void): void {
    const due = this.now() + this.scaled(ms);
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1] as Event).due > due) at -= 1;
    this.#queue.splice(at, 0, { due, act });
  }

  /** Runs all events that are due, including those that they schedule. */
  runDue(): void {
    const until = this.source();
    try {
      for (let next = this.#queue[0]; next && next.due <= until; next = this.#queue[0]) {
        this.#queue.shift();
        this.#running = next.due;
        next.act();
      }
    } finally {
      this.#running = undefined;
    }
  }
}

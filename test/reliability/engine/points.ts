const MUTATING = ["EnterMaintenanceMode", "ExitMaintenanceMode", "StartVm", "MigrateVm"];
const POLLS = ["GetTasks", "EnterMaintenanceModePrecheckResult"];

/** A moment of a verb: one of its requests is on its way to CloudTower, or CloudTower has acted and answers. */
export interface Point {
  operation: string;
  /** A part of a verb begins with a mutating call: so many came before. */
  part: number;
  /** So many of the operation came before in that part; of requests that are repeated until a task ends also the last. */
  nth: number | "last";
  at: "request" | "answer";
  /** Of a mutating call: so many of its operation came before in the verb. */
  before?: number;
}

export function nameOf({ operation, part, nth, at }: Point): string {
  const which = nth === "last" ? "the last" : `no. ${nth + 1}`;
  const when = at === "request" ? "not acted on yet" : "acted on, not answered yet";
  return `${operation} ${which} of part ${part}, ${when}`;
}

export function isMutating(operation: string): boolean {
  return MUTATING.includes(operation);
}

export function isPoll(operation: string): boolean {
  return POLLS.includes(operation);
}

/** The requests that follow the task of this call, if it starts one. */
export function looksAfter(operation: string): string[] | undefined {
  if (operation === "EnterMaintenanceModePreCheck") return POLLS;
  return isMutating(operation) ? ["GetTasks"] : undefined;
}

/** Counts the requests of a verb, by operation and part. */
export class PartCounter {
  part = 0;
  #counts = new Map<string, number>();

  /** @returns the part and the index in it */
  count(operation: string): { part: number; index: number } {
    if (isMutating(operation)) {
      this.part += 1;
      this.#counts.clear();
    }
    this.#counts.set(operation, this.indexOf(operation) + 1);
    return { part: this.part, index: this.indexOf(operation) };
  }

  /** The number of requests of this operation before its latest one, in this part. */
  indexOf(operation: string): number {
    return this.#counts.get(operation) ?? -1;
  }
}

/** Points before and after each request of a verb; for polls of a task, only the first and the last. */
export function pointsOf(operations: readonly string[]): Point[] {
  const counter = new PartCounter();
  const seen = operations.map((operation, at) => ({
    operation,
    before: operations.slice(0, at).filter((other) => other === operation).length,
    ...counter.count(operation),
  }));
  const followed = (part: number, operation: string) =>
    seen.filter((other) => other.part === part && other.operation === operation).length > 1;
  // Whichever sees the end of the precheck first ends the other.
  const endsElsewhere = (part: number, operation: string) =>
    operation === "GetTasks" && seen.some((other) => other.part === part && other.operation === POLLS[1]);
  return seen.flatMap(({ operation, part, index, before }): Point[] => {
    if (isPoll(operation) && index > 1) return [];
    const isLast = isPoll(operation) && index === 1;
    if (isLast && (!followed(part, operation) || endsElsewhere(part, operation))) return [];
    const nth = isLast ? "last" : index;
    return [
      { operation, part, nth, before, at: "request" },
      { operation, part, nth, before, at: "answer" },
    ];
  });
}

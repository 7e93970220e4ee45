import { type Fault, faultSchema } from "./schema";

/** Faults that wait for their requests. */
export interface Faults {
  /** Adds a fault; the oldest one that fits a request hits it. */
  inject(fault: Fault): void;
  clear(): void;
  /** What is still to come. */
  list(): Fault[];
}

export class FaultQueue implements Faults {
  #waiting: (Fault & { times: number; skip: number })[] = [];

  inject(fault: Fault): void {
    const checked = faultSchema.parse(fault);
    this.#waiting.push({ ...checked, times: checked.times ?? 1, skip: checked.skip ?? 0 });
  }

  clear(): void {
    this.#waiting = [];
  }

  list(): Fault[] {
    return this.#waiting.map((fault) => ({ ...fault }));
  }

  /** The fault that hits this request of the operation, if any; counts it. */
  take(operation: string): Fault | undefined {
    for (const fault of this.#waiting) {
      if (fault.operation !== "*" && fault.operation !== operation) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.times -= 1;
      this.#waiting = this.#waiting.filter(({ times }) => times > 0);
      return fault;
    }
    return undefined;
  }
}

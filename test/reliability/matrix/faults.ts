import { type OperationName, PATHS } from "../../../provider/cloudtower/operations";
import type { Fault } from "../../../simulator";
import type { Bench } from "../support/bench";

/** A kind of failure of network or server that a request can meet. */
export interface MatrixFault {
  name: string;
  /** Hits `times` requests of the operation, after `skip` of them. */
  inject(bench: Bench, operation: OperationName, skip: number, times: number): void;
  /** What one request may take, in real ms, where the fault is that no answer comes. */
  isSlow?: true;
}

/** A fault that the simulator itself can show. */
export interface ServerFault {
  name: string;
  fault: Omit<Fault, "operation" | "skip" | "times">;
  isSlow?: true;
}

const byServer = (name: string, fault: ServerFault["fault"], isSlow?: true): ServerFault => ({
  name,
  fault,
  ...(isSlow ? { isSlow } : {}),
});

/** "acted" where the request was carried out and only its answer is spoilt. */
export const SERVER_FAULTS: readonly ServerFault[] = [
  byServer("reset before", { kind: "reset-before" }),
  byServer("reset after", { kind: "reset-after" }),
  byServer("no response", { kind: "hang" }, true),
  byServer("no response, acted", { kind: "hang", act: true }, true),
  byServer("slow drip", { kind: "slow-drip", everyMs: 1 }),
  byServer("401", { kind: "status", status: 401 }),
  byServer("403", { kind: "status", status: 403 }),
  byServer("429 with Retry-After", { kind: "status", status: 429, headers: { "Retry-After": "2" } }),
  byServer("500", { kind: "status", status: 500 }),
  byServer("500, acted", { kind: "status", status: 500, act: true }),
  byServer("502 with HTML", { kind: "html502" }),
  byServer("502 with HTML, acted", { kind: "html502", act: true }),
  byServer("ResourceLocked", { kind: "resourceLocked" }),
  byServer("truncated JSON", { kind: "truncatedJson" }),
  byServer("JSON of the wrong shape", { kind: "wrongShape" }),
  byServer("empty body", { kind: "emptyBody" }),
  byServer("redirect", { kind: "redirect" }),
  byServer("wrong content type", { kind: "wrongContentType" }),
];

/** Those of issue 6. */
export const FAULTS: readonly MatrixFault[] = [
  {
    name: "connection refused",
    inject: (bench, operation, skip, times) => bench.refuse(PATHS[operation], skip, times),
  },
  ...SERVER_FAULTS.map(
    ({ fault, ...rest }): MatrixFault => ({
      ...rest,
      inject: ({ simulator }, operation, skip, times) => simulator.faults.inject({ ...fault, operation, skip, times }),
    }),
  ),
];

/** Enough for any verb to give up before the fault does. */
export const PERSISTENT = 1_000_000;

/** Did the fault hit as many requests as it was to? */
export function hasHit(bench: Bench, times: number): boolean {
  const waiting = bench.simulator.faults.list().reduce((sum, fault) => sum + (fault.times ?? 1), 0);
  return waiting + bench.refusalsLeft() < times;
}

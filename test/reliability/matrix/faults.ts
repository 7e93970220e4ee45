import { type OperationName, PATHS } from "../../../provider/cloudtower/operations";
import type { Fault } from "../../../simulator";
import type { ExpectedCause } from "../causes";
import type { FaultyLifecycle } from "../faultyLifecycle";

/** A kind of failure of network or server that a request can meet. */
export interface MatrixFault {
  name: string;
  /** What a verb that fails because of it must report; absent if every verb must recover. */
  cause?: ExpectedCause;
  /** Why a verb that meets it once may fail; absent if it must recover. */
  lasting?: string;
  /** Hits `times` requests of the operation, after `skip` of them. */
  inject(faulty: FaultyLifecycle, operation: OperationName, skip: number, times: number): void;
  /** Time limit of a request, in real ms, if the fault is a missing answer. */
  isSlow?: true;
}

/** A fault that the simulator itself can show. */
export interface ServerFault {
  name: string;
  fault: Omit<Fault, "operation" | "skip" | "times">;
  cause?: ExpectedCause;
  lasting?: string;
  isSlow?: true;
}

/** Answers that a retry cannot change: somebody has to fix something. */
const REFUSES_CREDENTIALS = "CloudTower has refused the credentials, and repeated logins can lock a user out";
const FORBIDS = "CloudTower has answered that this user may not do that";
const IS_ELSEWHERE = "a redirect is not followed, since the credential would go along";

const unreachable: ExpectedCause = { kind: "unreachable" };
const unreadable: ExpectedCause = { kind: "unreadable" };

/** "acted" if the request was executed and only its answer is spoilt. */
export const SERVER_FAULTS: readonly ServerFault[] = [
  { name: "reset before", fault: { kind: "reset-before" }, cause: unreachable },
  { name: "reset after", fault: { kind: "reset-after" }, cause: unreachable },
  { name: "no response", fault: { kind: "hang" }, cause: unreachable, isSlow: true },
  { name: "no response, acted", fault: { kind: "hang", act: true }, cause: unreachable, isSlow: true },
  // A second in all: longer than any time limit of a request here.
  { name: "slow drip", fault: { kind: "slow-drip", everyMs: 100 }, cause: unreachable, isSlow: true },
  { name: "in pieces", fault: { kind: "slow-drip", everyMs: 1 } },
  {
    name: "401",
    fault: { kind: "status", status: 401 },
    cause: { kind: "credentials", status: 401 },
    lasting: REFUSES_CREDENTIALS,
  },
  {
    name: "403",
    fault: { kind: "status", status: 403 },
    cause: { kind: "credentials", status: 403 },
    lasting: FORBIDS,
  },
  {
    name: "429 with Retry-After",
    fault: { kind: "status", status: 429, headers: { "Retry-After": "2" } },
    cause: { kind: "refused", status: 429 },
  },
  { name: "500", fault: { kind: "status", status: 500 }, cause: { kind: "refused", status: 500 } },
  { name: "500, acted", fault: { kind: "status", status: 500, act: true }, cause: { kind: "refused", status: 500 } },
  { name: "502 with HTML", fault: { kind: "html502" }, cause: { kind: "refused", status: 502 } },
  { name: "502 with HTML, acted", fault: { kind: "html502", act: true }, cause: { kind: "refused", status: 502 } },
  { name: "ResourceLocked", fault: { kind: "resourceLocked" }, cause: { kind: "refused", status: 400 } },
  { name: "truncated JSON", fault: { kind: "truncatedJson" }, cause: unreadable },
  { name: "JSON of the wrong shape", fault: { kind: "wrongShape" }, cause: unreadable },
  { name: "empty body", fault: { kind: "emptyBody" }, cause: unreadable },
  { name: "redirect", fault: { kind: "redirect" }, cause: { kind: "redirect" }, lasting: IS_ELSEWHERE },
  { name: "wrong content type", fault: { kind: "wrongContentType" } },
];

/** The faults of network and server. */
export const FAULTS: readonly MatrixFault[] = [
  {
    name: "connection refused",
    cause: unreachable,
    inject: (faulty, operation, skip, times) => faulty.refuse(PATHS[operation], skip, times),
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

/** Did the fault hit as many requests as intended? */
export function hasHit(faulty: FaultyLifecycle, times: number): boolean {
  const waiting = faulty.simulator.faults.list().reduce((sum, fault) => sum + (fault.times ?? 1), 0);
  return waiting + faulty.refusalsLeft() < times;
}

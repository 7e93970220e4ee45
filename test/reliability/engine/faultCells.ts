import type { E2eSetup } from "../../e2e/harness/install.js";
import type { ExpectedCause } from "../causes.js";
import { PERSISTENT, SERVER_FAULTS, type ServerFault } from "../matrix/faults.js";
import { isMutating, nameOf as nameOfPoint, type Point } from "./points.js";
import { recordPoints, STAGES, type Stage } from "./stages.js";

/**
 * "Connection refused", as an engine sees it: the server goes down during one of its requests. That request is cut off and later ones
 * are refused. A port cannot refuse a single request of several that share a connection.
 */
export interface Outage {
  name: "server down";
  cause: ExpectedCause;
}

const OUTAGE: Outage = { name: "server down", cause: { kind: "unreachable" } };

export function isOutage(fault: ServerFault | Outage): fault is Outage {
  return fault.name === OUTAGE.name;
}

/** One request of a command that meets one fault, once or until the command gives up, and what the user does next. */
export interface FaultCell {
  stage: Stage;
  point: Point;
  fault: ServerFault | Outage;
  times: number;
  next: "up" | "destroy";
}

/** As in the fault matrix that runs without an engine. */
const WITH_FAULTS = ["create", "update after a failed entry", "delete", "delete after a failed entry"];

export function faultStages(): Stage[] {
  return STAGES.filter(({ name }) => WITH_FAULTS.includes(name));
}

export function nameOf({ stage, point, fault, times, next }: FaultCell): string {
  const how = times === 1 ? "once" : "until it gives up";
  return `${stage.name}: ${nameOfPoint(point)}, ${fault.name} ${how}, then ${next}`;
}

/** Every fault at every request of a command. */
export async function cellsOf(setup: E2eSetup, stage: Stage): Promise<FaultCell[]> {
  const points = (await recordPoints(setup, stage)).filter(({ at, nth }) => at === "request" && nth !== "last");
  return points.flatMap((point) =>
    // All are held at their first request until all have reached it: none may be cut off there.
    [...SERVER_FAULTS, ...(point.operation === "Login" ? [] : [OUTAGE])].flatMap((fault) =>
      [1, PERSISTENT].flatMap((times) =>
        (["up", "destroy"] as const).map((next) => ({ stage, point, fault, times, next })),
      ),
    ),
  );
}

const FAILS_AT_ONCE = ["401", "403", "redirect"];
const LEAVES_FATE_OPEN = ["reset before", "500", "502 with HTML", OUTAGE.name];

/**
 * Does the command end soon? It does not wait for an answer that never comes, for a server to recover, or half a minute for the effect
 * of a call that was not accepted.
 */
export function isQuick({ point, fault, times }: FaultCell): boolean {
  if (isSlow(fault)) return false;
  // The start of a VM is tried again for ten minutes, whatever it fails by.
  if (times > 1) return FAILS_AT_ONCE.includes(fault.name) && point.operation !== "StartVm";
  return !(isMutating(point.operation) && LEAVES_FATE_OPEN.includes(fault.name));
}

/**
 * Does the command end within about a minute, after waiting for a server to recover or for the effect of a call? Not if it follows the
 * start of a VM, which has its own minutes.
 */
export function isPatient(cell: FaultCell): boolean {
  const { stage, point, fault, times } = cell;
  if (isSlow(fault) || isQuick(cell)) return false;
  const isStart = point.operation === "StartVm";
  const followsStart = stage.name === "delete after a failed entry" && (point.part > 0 || isStart);
  return times === 1 || !followsStart;
}

function isSlow(fault: ServerFault | Outage): boolean {
  return !isOutage(fault) && fault.isSlow === true;
}

/** A sample of this size, evenly spread, because neighbours differ in one thing only. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as T);
}

import type { MutationRecord, RequestRecord, Simulator } from "../../simulator";

/** Calls for a single VM. */
const OF_VMS = ["StartVm", "MigrateVm"];

/** Accepted calls of an operation whose task did not fail. */
export function acceptedAndNotFailed(simulator: Simulator, operation: string): MutationRecord[] {
  const failed = new Set(
    simulator
      .snapshot()
      .tasks.filter((task) => task.status === "FAILED")
      .map((task) => task.id),
  );
  return simulator.mutations.filter(
    (call) => call.operation === operation && !(call.taskId && failed.has(call.taskId)),
  );
}

/**
 * Mutating calls that were sent although CloudTower may have acted on an earlier one of the same kind for the same host or VM, without
 * a check in between: the one thing that a client must never do. A call counts even if this CloudTower refused it, because another
 * might not.
 */
export function blindRepeats({ requests, mutations }: Pick<Simulator, "requests" | "mutations">): string[] {
  const open = new Map<string, RequestRecord>();
  const repeats: string[] = [];
  for (const request of requests) {
    for (const [call, { operation }] of open) {
      if (isLookAt(request, operation, call, mutations)) open.delete(call);
    }
    const call = callOf(request);
    if (call === undefined) continue;
    if (open.has(call)) repeats.push(`${request.operation} ${JSON.stringify(request.body)}`);
    // A refused call does not tell the outcome of the one before.
    if (mayHaveActed(request)) open.set(call, request);
  }
  return repeats;
}

/** The operation and target of a mutating call: "EnterMaintenanceMode <host>", "StartVm <vm>"; undefined if it changes nothing. */
function callOf({ operation, body }: RequestRecord): string | undefined {
  const { host_id, local_id } = (body as { where?: { host_id?: string; local_id?: string } } | undefined)?.where ?? {};
  if (OF_VMS.includes(operation)) return `${operation} ${local_id}`;
  return ["EnterMaintenanceMode", "ExitMaintenanceMode"].includes(operation) ? `${operation} ${host_id}` : undefined;
}

/** A successful read of the call's target, or of the task that it started. */
function isLookAt(look: RequestRecord, operation: string, call: string, mutations: readonly MutationRecord[]): boolean {
  const shows = OF_VMS.includes(operation) ? ["GetVms", "GetTasks"] : ["GetHosts", "GetTasks"];
  if (!shows.includes(look.operation) || !cameThrough(look)) return false;
  const asked = JSON.stringify(look.body);
  if (asked.includes(call.slice(operation.length + 1))) return true;
  const tasks = mutations.filter((mutation) => mutation.operation === operation);
  return look.operation === "GetTasks" && tasks.some(({ taskId }) => taskId && asked.includes(taskId));
}

function cameThrough({ status, fault }: RequestRecord): boolean {
  const isUnreadable = fault && ["truncatedJson", "wrongShape", "emptyBody"].includes(fault);
  return status >= 200 && status < 300 && !isUnreadable;
}

/**
 * May CloudTower have acted? Yes after no answer, a successful one (even if it was lost on the way), a server error, or a refusal: an
 * entry that is done at once may be refused halfway. No if the credential, the moment or the address was wrong.
 */
function mayHaveActed({ status, fault }: RequestRecord): boolean {
  if (fault === "resourceLocked") return false;
  return status === 0 || status === 400 || (status >= 200 && status < 300) || status >= 500;
}

import type { MutationRecord, RequestRecord, Simulator } from "../../simulator";

/** Calls that are about one VM. */
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
 * Mutating calls that were sent though CloudTower may have acted on one of the same kind for the same host or VM before,
 * without a look at what became of that: the one thing that a client must never do. What counts is what was sent, also
 * where this CloudTower refused it: another might not.
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
    // One that was refused does not settle what became of the one before.
    if (mayHaveActed(request)) open.set(call, request);
  }
  return repeats;
}

/** What a mutating call asks for, and of whom: "EnterMaintenanceMode <host>", "StartVm <vm>"; undefined: it changes nothing. */
function callOf({ operation, body }: RequestRecord): string | undefined {
  const { host_id, local_id } = (body as { where?: { host_id?: string; local_id?: string } } | undefined)?.where ?? {};
  if (OF_VMS.includes(operation)) return `${operation} ${local_id}`;
  return ["EnterMaintenanceMode", "ExitMaintenanceMode"].includes(operation) ? `${operation} ${host_id}` : undefined;
}

/** A look that came through, at what the call was about or at the task that it started. */
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
 * No answer, a good one (whatever became of it on the way), one from somewhere behind the door, or a refusal: where an
 * entry is done at once, that may come after half of it. Nothing was done where the credential, the moment or the
 * address was not right.
 */
function mayHaveActed({ status, fault }: RequestRecord): boolean {
  if (fault === "resourceLocked") return false;
  return status === 0 || status === 400 || (status >= 200 && status < 300) || status >= 500;
}

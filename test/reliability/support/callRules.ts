import type { MutationRecord, RequestRecord, Simulator } from "../../../simulator";

const MUTATING = ["EnterMaintenanceMode", "ExitMaintenanceMode", "StartVm"];
const OBSERVING = ["GetHosts", "GetTasks", "GetVms"];

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
 * Mutating calls that were sent again though CloudTower may have acted on the same call before, without a look at what
 * became of that: the one thing that a client must never do.
 */
export function blindRepeats(requests: readonly RequestRecord[]): string[] {
  const open = new Map<string, RequestRecord>();
  const repeats: string[] = [];
  for (const request of requests) {
    if (OBSERVING.includes(request.operation)) open.clear();
    if (!MUTATING.includes(request.operation)) continue;
    const call = `${request.operation} ${JSON.stringify(request.body)}`;
    if (open.has(call)) repeats.push(call);
    if (mayHaveActed(request)) open.set(call, request);
  }
  return repeats;
}

/** No answer, a good one (whatever became of it on the way), or one from somewhere behind the door. */
function mayHaveActed({ status }: RequestRecord): boolean {
  return status === 0 || (status >= 200 && status < 300) || status >= 500;
}

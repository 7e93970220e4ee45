import type { Cluster } from "./entities";
import type { Failure } from "./failure";
import type { Text } from "./text";

/** Who asked for a task. */
export interface TaskUser {
  id: string;
  name: string;
}

export interface Task {
  id: string;
  description: Text;
  cluster: Cluster | null;
  resourceId: string;
  resourceType: "Host" | "Vm" | "Label";
  user: TaskUser;
  status: "EXECUTING" | "SUCCESSED" | "FAILED";
  /** Waits while its cluster recovers data. */
  pausable: boolean;
  /** Times in ms since the epoch. PENDING until startedAt. */
  createdAt: number;
  startedAt: number;
  finishedAt: number | null;
  failure: Failure | null;
  /** Estimated work (simulated ms), the part that is done, and the current step. */
  totalMs: number;
  doneMs: number;
  step: { since: number; ms: number } | null;
}

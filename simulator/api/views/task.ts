import type { Schemas, Task } from "../../model/entities";
import { progressOf, statusOf } from "../../model/jobs";
import type { Language } from "../../model/text";
import type { World } from "../../model/world";

/** A task as the API shows it. Nothing in it tells which maintenance step it is: the contract promises no such field. */
export function taskBody(world: World, task: Task, language: Language): Schemas["Task"] {
  const { tasksSilent, resourceIdNull } = world.quirks;
  const status = statusOf(world, task);
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    id: task.id,
    status,
    progress: tasksSilent ? 0 : progressOf(world, task),
    description: task.description[language],
    error_message: tasksSilent ? null : (task.error?.[language] ?? null),
    error_code: tasksSilent || !task.error ? null : "MAINTENANCE_MODE_ERROR",
    resource_id: resourceIdNull ? null : task.resourceId,
    resource_type: task.resourceType,
    resource_mutation: null,
    resource_rollback_error: null,
    resource_rollback_retry_count: null,
    resource_rollbacked: null,
    local_created_at: new Date(task.createdAt).toISOString(),
    started_at: status === "PENDING" ? null : iso(task.startedAt),
    finished_at: iso(task.finishedAt),
    cluster: task.cluster && { id: task.cluster.id, name: task.cluster.name },
    user: { id: "clsimulatoruser0000000000", name: "root" },
    args: {},
    internal: false,
    key: null,
    snapshot: "{}",
    steps: [],
    type: null,
  };
}

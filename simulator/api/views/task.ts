import type { Schemas } from "../../model/entities";
import { shownFailure } from "../../model/failure";
import { progressOf, statusOf } from "../../model/jobs";
import type { Task } from "../../model/task";
import type { Language } from "../../model/text";
import type { World } from "../../model/world";
import { timeText } from "./time";

/** A task as the API shows it. Nothing in it tells which maintenance step it is: the contract promises no such field. */
export function taskBody(world: World, task: Task, language: Language): Schemas["Task"] {
  const { tasksSilent, resourceIdNull, wrappedMessages } = world.quirks;
  const status = statusOf(world, task);
  const failure = tasksSilent ? null : task.failure;
  return {
    id: task.id,
    status,
    progress: tasksSilent ? 0 : progressOf(world, task),
    description: task.description[language],
    error_message: failure && shownFailure(failure, wrappedMessages)[language],
    error_code: failure && "MAINTENANCE_MODE_ERROR",
    resource_id: resourceIdNull ? null : task.resourceId,
    resource_type: task.resourceType,
    resource_mutation: null,
    resource_rollback_error: null,
    resource_rollback_retry_count: null,
    resource_rollbacked: null,
    local_created_at: timeText(task.createdAt),
    started_at: status === "PENDING" ? null : timeText(task.startedAt),
    finished_at: timeText(task.finishedAt),
    cluster: task.cluster && { id: task.cluster.id, name: task.cluster.name },
    user: task.user,
    args: {},
    internal: false,
    key: null,
    snapshot: "{}",
    steps: [],
    type: null,
  };
}

import { type Context, forHost } from "./context";
import { type EnterRequest, enter } from "./enter";
import { LifecycleError } from "./errors";
import { hostState } from "./hostState";
import { observe } from "./observe";
import type { SessionRecord } from "./record";

/**
 * Puts a host into maintenance.
 * @returns what the state has to keep
 * @throws LifecycleError; with a record from the moment that CloudTower may have accepted the enter call
 */
export async function create(context: Context, request: EnterRequest): Promise<SessionRecord> {
  const host = await observe(context, request.hostId);
  const state = hostState(host);
  if (state === "in-use") return enter(forHost(context, host.name), request, host);
  const since = host.session?.enteredAt ? ` since ${host.session.enteredAt}` : "";
  const job = host.session?.jobId ? ` (maintenance job ${host.session.jobId})` : "";
  throw new LifecycleError({
    host: host.name,
    phase: "observe",
    what:
      state === "removing" || state === "unknown"
        ? `CloudTower reports the host as ${host.session?.state}, from which it cannot enter maintenance`
        : `the host is already ${state === "entering" ? "entering maintenance" : "in maintenance"}${since}${job}, and this resource did not put it there`,
    next: "find out whose maintenance it is, let it end, then run pulumi up; nothing was changed",
  });
}

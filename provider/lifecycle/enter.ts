import { CloudTowerError, type Host } from "../cloudtower";
import { beyondConsent, type Consent } from "./consent";
import type { Context, Timeouts } from "./context";
import { during, LifecycleError } from "./errors";
import { finishEntry, settleLostEntry } from "./finishEntry";
import { precheck } from "./precheck";
import { hostFacts, type RecordedLists, type SessionRecord } from "./record";
import { countVms, describeVms, expectedLists, identify } from "./vms";

/** What a program asks for. */
export interface EnterRequest {
  hostId: string;
  /** The consent that counts, with the stack's setting already applied. */
  consent: Consent;
  timeouts: Timeouts;
  /** Free text of the user's. */
  reason?: string | undefined;
}

/**
 * Takes a host that is in use into maintenance: precheck, consent, enter, follow, verify.
 * @param first the VMs as an earlier, failed entry found them: those readings stay
 */
export async function enter(
  context: Context,
  request: EnterRequest,
  host: Host,
  first?: RecordedLists,
): Promise<SessionRecord> {
  const { cloudTower, signal, progress } = context;
  const unchanged = "run the same command again; nothing was changed";
  const reading = {
    host: host.name,
    phase: "observe" as const,
    what: "the VMs of the host could not be read",
    next: unchanged,
  };
  const vms = await during(reading, () => cloudTower.vmsOnHost(host.id, { signal }));
  const { shutdownVms: names } = await precheck(context, host, request.timeouts.precheckMs);
  const shutdownVms = await during(reading, () => identify(context, names, vms));
  const excess = beyondConsent(request.consent, shutdownVms).map((vm) => ({ vmUuid: vm.vmUuid, vmName: vm.name }));
  if (excess.length > 0) throw notAgreed(host, request.consent, excess);

  const deadline = context.clock.now() + request.timeouts.enterMs;
  const record: SessionRecord = {
    ...hostFacts(cloudTower.server, host),
    phase: "entering",
    submittedAt: wholeSeconds(cloudTower.serverNow()),
    adopted: false,
    ...(first ?? expectedLists(vms, shutdownVms)),
  };
  const migrating = vms.filter((vm) => !shutdownVms.some((shut) => shut.vmUuid === vm.vmUuid)).length;
  progress.line(
    `entering maintenance${request.reason ? ` ("${request.reason}")` : ""}: ${countVms(shutdownVms.length)} to shut down${shutdownVms.length > 0 ? `: ${describeVms(shutdownVms.map((vm) => ({ vmUuid: vm.vmUuid, vmName: vm.name })))}` : ""}; ${migrating} to migrate`,
  );
  try {
    const taskId = await cloudTower.enterMaintenance(host.id, names, { signal });
    return await finishEntry(context, taskId ? { ...record, taskId } : record, deadline);
  } catch (cause) {
    if (!(cause instanceof CloudTowerError)) throw cause;
    if (cause.facts.fate === "unknown") return settleLostEntry(context, record, deadline, cause);
    throw new LifecycleError({
      host: host.name,
      phase: "enter",
      what: "CloudTower did not take the request to enter maintenance",
      cause,
      next: "mend what it says, then run pulumi up again; nothing was changed",
      // A failed entry before this one still has VMs to give back.
      ...(first ? { record: { ...record, phase: "entry-failed" as const } } : {}),
    });
  }
}

function notAgreed(
  host: Host,
  consent: Consent,
  excess: readonly { vmUuid: string; vmName: string }[],
): LifecycleError {
  const agreed = typeof consent === "string" ? [] : consent;
  const line = JSON.stringify([...agreed, ...excess.map((vm) => vm.vmUuid)]);
  return new LifecycleError({
    host: host.name,
    phase: "consent",
    what: `the host cannot enter maintenance without shutting down ${countVms(excess.length)} that allowShutdown does not cover: ${describeVms(excess)}`,
    next: `if they may be shut down, set allowShutdown: ${line}, then run pulumi up again; nothing was changed`,
  });
}

/** The server's clock is known to the second only: rounded down, so that what came after never looks earlier. */
function wholeSeconds(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}

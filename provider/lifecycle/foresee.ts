import { type Host, VersionError, type Vm } from "../cloudtower";
import { type Context, forHost, type MaintenanceRequest } from "./context";
import { LifecycleError } from "./report/failure";
import { failures } from "./report/failures";
import { latest } from "./session/facts";
import { Known } from "./session/known";
import { describeSession } from "./situation/evidence";
import { gather } from "./situation/gather";
import { situate } from "./situation/situate";
import { decide, isSeen } from "./situation/table";
import { about, begin, recordOf, type Work } from "./situation/work";
import { mustFit, objections } from "./steps/consent";
import { holderOfCluster } from "./steps/holder";
import { leftByEntry } from "./steps/lookAfter";
import { type Prepared, prepare } from "./steps/prepare";
import { refuse } from "./steps/refuse";
import { expectedLists } from "./vms/lists";

/** What `pulumi up` would do with a host, as far as this can be known now. */
export type Prospect =
  /** `vms`: all on the host. */
  | { is: "enters"; hostName: string; vms: Vm[]; shutdownVms: Vm[]; migrating: number; stopped: number }
  /** `passes`: `up` would retry, because the refusal may be temporary. */
  | { is: "refused"; hostName: string; why: LifecycleError[]; passes: boolean }
  | { is: "takes over"; hostName: string; session: string; holder: string | undefined }
  | { is: "continues"; hostName: string }
  /** In a replacement: the old host, of the same cluster, is still in maintenance. */
  | { is: "after the old host"; hostName: string; oldHost: string; vms: Vm[]; withDevices: Vm[] };

/**
 * Predicts what a create would do, from the same evidence, situations and refusals as the create itself. Its only
 * effect is a precheck.
 */
export async function foresee(context: Context, request: MaintenanceRequest): Promise<Prospect> {
  const { cloudTower, facts, clock } = context;
  const { hostId } = request;
  let known: Known;
  try {
    known = await Known.read(facts, clock, cloudTower.servers, hostId);
  } catch (cause) {
    const why = failures.journalUnreadable({ verb: "create", host: hostId, cause });
    return { is: "refused", hostName: hostId, why: [why], passes: false };
  }
  let work = begin({ verb: "create", context, hostId, request, record: latest(undefined, known.facts), known });
  let situation = situate(await gather(work));
  if (isSeen(situation) && decide("create", situation, request, false) === "look after") {
    // `up` records what a failed entry has left, and starts over.
    work = { ...work, record: (await leftByEntry(context, recordOf(work), situation.failed)).record };
    situation = situate(await gather(work));
  }
  if (!isSeen(situation)) return refusal(work, hostId, () => refuse(work, situation));
  const { host } = situation;
  context.seen?.(host);
  const named = { ...work, hostName: host.name, context: forHost(context, host.name) };
  const step = decide("create", situation, request, false);
  if (step === "refuse") return refusal(named, host.name, () => refuse(named, situation));
  return refusal(named, host.name, async () => {
    if (step === "adopt") {
      await mustFit(context, about(named), host, { consent: "all", restore: request.restore }, []);
      return { is: "takes over", hostName: host.name, session: describeSession(host), holder: situation.holder };
    }
    if (step !== "enter" && step !== "forget") return { is: "continues", hostName: host.name };
    const held = holderOfCluster(named, host);
    const holder = await held;
    return holder && holder.owner === known.owner
      ? afterOldHost(named, host, holder.host)
      : answer(host, await prepare(named, host, held));
  });
}

function answer({ name: hostName }: Host, { vms, shutdownVms, objections }: Prepared): Prospect {
  if (objections.length > 0) return { is: "refused", hostName, why: objections, passes: false };
  const { liveMigratedVms, offlineMigratedVms } = expectedLists(vms, shutdownVms);
  const [migrating, stopped] = [liveMigratedVms.length, offlineMigratedVms.length];
  return { is: "enters", hostName, vms, shutdownVms, migrating, stopped };
}

/** Turns a refusal that a step throws into a prospect. */
async function refusal(work: Work, hostName: string, step: () => Promise<Prospect | unknown>): Promise<Prospect> {
  try {
    return (await step()) as Prospect;
  } catch (error) {
    if (!(error instanceof LifecycleError)) throw error;
    // What could not be read says nothing about up. A CloudTower that is too old does.
    const { cause } = error.failure;
    if (cause !== undefined && !(cause instanceof VersionError)) throw error;
    const passes = Boolean(error.failure.mayPass && work.request?.timeouts.waitToEnterMs);
    return { is: "refused", hostName, why: [error], passes };
  }
}

/** What can be known without a precheck, which is impossible while the old host is in maintenance. */
async function afterOldHost(work: Work, host: Host, oldHost: Host): Promise<Prospect> {
  const { context, request } = work;
  const vms = await context.cloudTower.vmsOnHost(host.id, { signal: context.signal });
  if (request) await mustFit(context, about(work), host, request, vms);
  const withDevices = vms.filter((vm) => vm.powerState === "RUNNING" && vm.hasDevices);
  // They cannot migrate, so the precheck will list them.
  const why = request ? await objections(context, about(work), request, withDevices, host) : [];
  if (why.length > 0) return { is: "refused", hostName: host.name, why, passes: false };
  return { is: "after the old host", hostName: host.name, oldHost: oldHost.name, vms, withDevices };
}

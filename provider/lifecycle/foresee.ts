import type { Host, Vm } from "../cloudtower";
import { asName } from "../text/foreign";
import { type Context, forHost, type MaintenanceRequest } from "./context";
import { LifecycleError } from "./report/failure";
import { failures } from "./report/failures";
import { longStay } from "./report/words";
import { holderOf, latest } from "./session/facts";
import { shownBy } from "./session/identity";
import { Known } from "./session/known";
import type { SessionRecord } from "./session/record";
import { describeSession, hostState } from "./situation/evidence";
import { gather } from "./situation/gather";
import { type Situation, situate } from "./situation/situate";
import { decide, isSeen } from "./situation/table";
import { about, begin, namesOfTower, type Work } from "./situation/work";
import { mustFit } from "./steps/consent";
import { prepare } from "./steps/prepare";
import { refuse } from "./steps/refuse";

/** What `pulumi up` would do with a host, as far as this can be known now. */
export type Prospect =
  | { is: "enters"; hostName: string; shutdownVms: Vm[]; migrating: number }
  /** `passes`: `up` would retry, because the refusal may be temporary. */
  | { is: "refused"; hostName: string; why: LifecycleError[]; passes: boolean }
  | { is: "takes over"; hostName: string; session: string; holder: string | undefined }
  | { is: "continues"; hostName: string }
  /** In a replacement: the old host, of the same cluster, is still in maintenance. */
  | { is: "after the old host"; hostName: string; oldHost: string; withDevices: Vm[] };

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
  const work = begin({ verb: "create", context, hostId, request, record: latest(undefined, known.facts), known });
  const situation = situate(await gather(work));
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
    const oldHost = await ownHostOfCluster(named, host);
    return oldHost ? afterOldHost(named, host, oldHost) : entering(named, host);
  });
}

async function entering(work: Work, host: Host): Promise<Prospect> {
  const { vms, shutdownVms, objections } = await prepare(work, host);
  const hostName = host.name;
  if (objections.length > 0) return { is: "refused", hostName, why: objections, passes: false };
  const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
  return { is: "enters", hostName, shutdownVms, migrating: vms.filter((vm) => !shut.has(vm.vmUuid)).length };
}

/** What somebody should know about a session in the state. */
export interface Concern {
  text: string;
  /** The host is in use, so the next `up` that looks at it would enter. */
  isOver: boolean;
}

/**
 * Checks a session of ours.
 * @param record undefined if the record in the state is unknown
 * @returns undefined if all is well
 */
export async function concern(
  context: Context,
  hostId: string,
  record: SessionRecord | undefined,
): Promise<Concern | undefined> {
  const { cloudTower, facts, clock } = context;
  const known = await Known.read(facts, clock, namesOfTower(cloudTower, record), hostId);
  const ours = record ?? latest(undefined, known.facts);
  const work = begin({ verb: "read", context, hostId, request: undefined, record: ours, known });
  const situation = situate(await gather(work));
  const text = concernOf(situation, work);
  return text === undefined ? undefined : { text, isOver: isSeen(situation) && hostState(situation.host) === "in use" };
}

function concernOf(situation: Situation, { record, context, hostId, known }: Work): string | undefined {
  if (!isSeen(situation)) {
    const name = asName(record?.hostName ?? hostId);
    return situation.is === "gone"
      ? `The host ${name} is gone from its cluster.`
      : `CloudTower does not show the host ${name} to this user.`;
  }
  const { is, host, holder } = situation;
  const name = asName(host.name);
  if (hostState(host) === "in use") {
    return is === "entering"
      ? undefined
      : `The session of this resource is over: ${name} is in use. pulumi refresh says what happened to its VMs.`;
  }
  if (is === "handed over") return `The resource ${holder} has taken over the session of ${name}: its destroy ends it.`;
  if (record && (is === "another's maintenance" || is === "another's entry")) {
    return `${name} is in another session than this resource's (${describeSession(host)}).`;
  }
  // In the preview of an update the record is unknown, so only the facts can tell whose session this is.
  const isOurs = record || holderOf(shownBy(host.session ?? { state: "" }), known.facts, "") === known.owner;
  if (!isOurs) {
    return `${name} is in a session (${describeSession(host)}), and only pulumi up can tell whether it is this resource's.`;
  }
  const stay = longStay(host.session?.enteredAt, context.cloudTower.serverNow());
  return stay && `${name} is ${stay}.`;
}

/** Turns a refusal that a step throws into a prospect. */
async function refusal(work: Work, hostName: string, step: () => Promise<Prospect | unknown>): Promise<Prospect> {
  try {
    return (await step()) as Prospect;
  } catch (error) {
    if (!(error instanceof LifecycleError) || error.failure.cause !== undefined) throw error;
    const passes = Boolean(error.failure.mayPass && work.request?.timeouts.waitToEnterMs);
    return { is: "refused", hostName, why: [error], passes };
  }
}

/** The host of the same cluster that this resource holds now. In a replacement it leaves first. */
async function ownHostOfCluster({ context, known }: Work, host: Host): Promise<Host | undefined> {
  const { cloudTower, facts, signal } = context;
  const others = await cloudTower.hostsOfCluster(host.clusterId, { signal });
  for (const other of others.filter(({ id }) => id !== host.id)) {
    if (hostState(other) === "in use" || !other.session) continue;
    const told = await facts.read({ server: cloudTower.server, hostId: other.id });
    if (holderOf(shownBy(other.session), told, "") === known.owner) return other;
  }
  return undefined;
}

/** What can be known without a precheck, which is impossible while the old host is in maintenance. */
async function afterOldHost(work: Work, host: Host, oldHost: Host): Promise<Prospect> {
  const { context, request } = work;
  const vms = await context.cloudTower.vmsOnHost(host.id, { signal: context.signal });
  if (request) await mustFit(context, about(work), host, request, vms);
  const withDevices = vms.filter((vm) => vm.powerState === "RUNNING" && vm.hasDevices);
  return { is: "after the old host", hostName: host.name, oldHost: oldHost.name, withDevices };
}

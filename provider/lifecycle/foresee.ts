import type { Host, Vm } from "../cloudtower";
import { type Context, forHost, type MaintenanceRequest } from "./context";
import { LifecycleError } from "./report/failure";
import { holderOf, latest } from "./session/facts";
import { shownBy } from "./session/identity";
import { Known } from "./session/known";
import type { SessionRecord } from "./session/record";
import { about, describeSession, hostState, type Work } from "./situation/evidence";
import { gather } from "./situation/gather";
import { type Situation, situate } from "./situation/situate";
import { decide, isSeen } from "./situation/table";
import { mustFit } from "./steps/consent";
import { prepare } from "./steps/prepare";
import { refuse } from "./steps/refuse";

/** What `pulumi up` would do with a host, as far as can be known now. */
export type Prospect =
  | { is: "enters"; hostName: string; shutdownVms: Vm[]; migrating: number }
  /** `passes`: the refusal is waited out, if it passes in time. */
  | { is: "refused"; hostName: string; why: LifecycleError[]; passes: boolean; shutdownVms: Vm[] }
  | { is: "takes over"; hostName: string; session: string; holder: string | undefined }
  | { is: "continues"; hostName: string }
  /** In a replacement the old host, of the same cluster, is still in maintenance. */
  | { is: "after the old host"; hostName: string; oldHost: string; withDevices: Vm[] };

/**
 * Foresees what a create would do, by the evidence, situations and refusals of the create itself; changes nothing but for a
 * precheck.
 */
export async function foresee(context: Context, request: MaintenanceRequest): Promise<Prospect> {
  const { cloudTower, facts, clock } = context;
  const known = await Known.read(facts, clock, { server: cloudTower.server, hostId: request.hostId });
  const work = workOf(context, request, known);
  const situation = situate(await gather(work));
  if (!isSeen(situation)) return refusal(work, request.hostId, () => refuse(work, situation));
  const { host } = situation;
  context.seen?.(host);
  const named = { ...work, hostName: host.name, context: forHost(context, host.name) };
  const step = decide("create", situation, request, false);
  if (step === "adopt") {
    return { is: "takes over", hostName: host.name, session: describeSession(host), holder: situation.holder };
  }
  if (step === "refuse") return refusal(named, host.name, () => refuse(named, situation));
  if (step !== "enter" && step !== "forget") return { is: "continues", hostName: host.name };
  const oldHost = await ownHostOfCluster(named, host);
  if (oldHost) return afterOldHost(named, host, oldHost);
  return refusal(named, host.name, async () => {
    const { vms, shutdownVms, objections } = await prepare(named, host);
    const hostName = host.name;
    if (objections.length > 0) return { is: "refused", hostName, why: objections, passes: false, shutdownVms };
    const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
    return { is: "enters", hostName, shutdownVms, migrating: vms.filter((vm) => !shut.has(vm.vmUuid)).length };
  });
}

/** How a session of ours stands. @returns what a person has to know, as a sentence; undefined: all is well */
export async function concern(
  context: Context,
  hostId: string,
  record: SessionRecord | undefined,
): Promise<string | undefined> {
  const { cloudTower, facts, clock } = context;
  const known = await Known.read(facts, clock, { server: record?.server ?? cloudTower.server, hostId });
  const work = {
    ...workOf(context, undefined, known),
    verb: "read" as const,
    hostId,
    record: record ?? latest(undefined, known.facts),
  };
  const situation = situate(await gather(work));
  return concernOf(situation, work);
}

const FIVE_DAYS_MS = 5 * 24 * 3_600_000;

function concernOf(situation: Situation, { record, context }: Work): string | undefined {
  if (!isSeen(situation)) {
    return situation.is === "gone"
      ? "the host is gone from its cluster"
      : "CloudTower does not show the host to this user";
  }
  const { is, host, holder } = situation;
  if (hostState(host) === "in use") {
    return is === "entering"
      ? undefined
      : "the host is in use: the session of this resource is over. pulumi refresh shows what became of its VMs";
  }
  if (is === "handed over") return `the resource ${holder} has taken the session over, and ends it`;
  // What an update is to record is not known in a preview: then nothing tells whose session it is.
  if (record && (is === "another's maintenance" || is === "another's entry")) {
    return `the host is in another session than this resource's (${describeSession(host)})`;
  }
  const age = context.cloudTower.serverNow() - Date.parse(host.session?.enteredAt ?? "");
  if (age < FIVE_DAYS_MS || Number.isNaN(age)) return undefined;
  return `the host has been in maintenance since ${host.session?.enteredAt}: after seven days CloudTower begins to rebuild its data on other hosts`;
}

function workOf(context: Context, request: MaintenanceRequest | undefined, known: Known): Work {
  return {
    verb: "create",
    context,
    hostId: request?.hostId ?? "",
    hostName: undefined,
    request,
    record: latest(undefined, known.facts),
    known,
    isBehind: false,
    run: {},
    deadline: Number.POSITIVE_INFINITY,
    waitingSince: undefined,
    seenAt: 0,
  };
}

/** A step that refuses throws: then that is what is foreseen. */
async function refusal(work: Work, hostName: string, step: () => Promise<Prospect | unknown>): Promise<Prospect> {
  try {
    return (await step()) as Prospect;
  } catch (error) {
    if (!(error instanceof LifecycleError) || error.failure.cause !== undefined) throw error;
    const passes = Boolean(error.failure.mayPass && work.request?.timeouts.waitToEnterMs);
    return { is: "refused", hostName, why: [error], passes, shutdownVms: [] };
  }
}

/** The host of the same cluster that this resource holds now: in a replacement it leaves first. */
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

/** While the old host is in maintenance no precheck is possible: what can be known without one. */
async function afterOldHost(work: Work, host: Host, oldHost: Host): Promise<Prospect> {
  const { context, request } = work;
  const vms = await context.cloudTower.vmsOnHost(host.id, { signal: context.signal });
  if (request) await mustFit(context, about(work), host, request, vms);
  const withDevices = vms.filter((vm) => vm.powerState === "RUNNING" && vm.hasDevices);
  return { is: "after the old host", hostName: host.name, oldHost: oldHost.name, withDevices };
}

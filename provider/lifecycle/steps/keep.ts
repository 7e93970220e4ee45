import { during } from "../report/failure";
import { failures } from "../report/failures";
import { describeVm, describeVms, longStay, whereIs } from "../report/words";
import { exitOf, isOver, settled } from "../session/facts";
import { allVms, hostFacts, isUnfinished, type SessionRecord, sessionFacts } from "../session/record";
import { describeSession, hostState } from "../situation/evidence";
import type { Seen, Situation } from "../situation/situate";
import { isSeen } from "../situation/table";
import { about, type Outcome, recordOf, type Work } from "../situation/work";
import { plannedLists, withCurrentNames } from "../vms/lists";
import { selects } from "../vms/selector";
import { owedVms, standingOf } from "../vms/standing";
import { mustFit } from "./consent";
import { recordedNow } from "./readVms";

/** The session goes on as it is; an update records what the program says now. */
export async function keep(work: Work, situation: Situation): Promise<Outcome> {
  const { context, verb } = work;
  const record = recordOf(work);
  if (verb === "update") await mayBeKept(work);
  if (!isSeen(situation)) return { is: "done", record };
  const { host, holder } = situation;
  if (holder) context.progress.warn(`the session was taken over by the resource ${holder}`);
  if (hostState(host) === "strange") context.progress.warn(`CloudTower reports the host as ${host.session?.state}`);
  return { is: "done", record: { ...record, ...hostFacts(context.cloudTower.server, host) } };
}

async function mayBeKept(work: Work): Promise<void> {
  const { context, request } = work;
  const record = recordOf(work);
  if (!request) return;
  const { consent, restore, changed } = request;
  // Of an adopted session somebody else has agreed to what was shut down.
  const uncovered = record.shutdownVms.filter((vm) => !selects(consent, { vmUuid: vm.vmUuid, name: vm.vmName }));
  if (uncovered.length > 0 && changed?.consent !== false && !record.adopted) {
    context.progress.warn(`allowShutdown no longer covers VMs that are shut down already: ${describeVms(uncovered)}`);
  }
  if (!changed?.restore) return;
  await mustFit(context, about(work), record, { consent: "all", restore }, [], record);
}

/** Another resource took the session over, and ends it: here there is nothing to do, and nothing to go on with later. */
export async function leave({ context, record, known }: Work, { holder }: Seen): Promise<Outcome> {
  context.progress.line(`the session was taken over by the resource ${holder}, which keeps it`);
  if (record) await known.write(settled(known.facts, record)).catch(() => undefined);
  return { is: "done" };
}

/** The host is gone: all that can be done is to name its VMs. */
export async function finish(work: Work): Promise<Outcome> {
  const vms = allVms(recordOf(work));
  work.context.progress.warn(`the host is gone from its cluster; recorded VMs: ${describeVms(vms) || "none"}`);
  const why = "the host is gone";
  return { is: "done", receipt: { vms: vms.map(({ vmUuid, vmName }) => ({ vmUuid, vmName, outcome: "left", why })) } };
}

/** Still ours: the lists are refreshed, and an unfinished entry that has come to its end is recorded as such. */
export async function refresh(work: Work, { host }: Seen): Promise<Outcome> {
  const { cloudTower, signal, progress } = work.context;
  const plan = await during(failures.exitPlanUnreadable, about(work), () => cloudTower.exitPlan(host.id, { signal }));
  const record = seenNow(work, { host });
  const stay = longStay(host.session?.enteredAt, cloudTower.serverNow());
  if (stay) progress.warn(stay);
  const lists = withCurrentNames(plannedLists(plan, record), plan);
  const changed = allVms(lists).filter((vm) => vm.changed);
  if (changed.length > 0) progress.line(`changed by somebody since the entry: ${describeVms(changed)}`);
  return { is: "done", record: { ...record, ...sessionFacts(host), phase: "maintenance", ...lists } };
}

/** Somebody else's session is on the host: kept, since ours may still have VMs to give back. */
export async function markForeign(work: Work, { host }: Seen): Promise<Outcome> {
  const record = seenNow(work, { host });
  work.context.progress.warn(`the host is in a different maintenance session than ours: ${describeSession(host)}`);
  return { is: "done", record: isUnfinished(record) ? record : { ...record, phase: "foreign" } };
}

/** In use: over, unless VMs of the session are still to be given back. */
export async function end(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, known } = work;
  const record = seenNow(work, { host });
  const vms = await during(failures.vmsUnreadable, about(work), () => recordedNow(context, record));
  const ended = { record, hostId: host.id, askedBack: new Set<string>() };
  for (const vm of allVms(record)) {
    if (standingOf(vm, vms.get(vm.vmUuid), ended) === "back") continue;
    context.progress.warn(`not as before: ${describeVm(vm)} ${whereIs(vms.get(vm.vmUuid))}`);
  }
  const isOurDoing = isUnfinished(record) || exitOf(record, known.facts) || isOver(record, known.facts);
  if (!isOurDoing) context.progress.warn("the host was taken out of maintenance by somebody else");
  if (owedVms(vms, ended).length === 0) return { is: "done" };
  // How an entry ended stays known.
  const isEntry = record.phase === "entering" || record.phase === "entry-failed";
  return { is: "done", record: { ...record, phase: isEntry ? "entry-failed" : "owed" } };
}

function seenNow(work: Work, { host }: Pick<Seen, "host">): SessionRecord {
  return { ...recordOf(work), ...hostFacts(work.context.cloudTower.server, host) };
}

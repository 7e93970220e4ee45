import { during } from "../report/failure";
import { failures } from "../report/failures";
import { describeVm, describeVms, longStay, nameVm, nameVms, whereIs } from "../report/words";
import { exitOf, heldLast, isOver, settled } from "../session/facts";
import { allVms, hostFacts, isUnfinished, type SessionRecord, sessionFacts } from "../session/record";
import { describeSession, hostState } from "../situation/evidence";
import type { Seen, Situation } from "../situation/situate";
import { isSeen } from "../situation/table";
import { about, type Outcome, recordOf, type Work } from "../situation/work";
import { NO_VMS, plannedLists, withCurrentNames } from "../vms/lists";
import { selects } from "../vms/selector";
import { owedVms, standingOf } from "../vms/standing";
import { mustFit } from "./consent";
import { recordedNow, whereabouts } from "./readVms";
import { foundOver, receiptOf } from "./receipt";

/** Keeps the session as it is. An update records what the program says now. */
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
  // In an adopted session, somebody else agreed to the shutdowns.
  const uncovered = record.shutdownVms.filter((vm) => !selects(consent, { vmUuid: vm.vmUuid, name: vm.vmName }));
  if (uncovered.length > 0 && changed?.consent !== false && !record.adopted) {
    context.progress.warn(
      `allowShutdown no longer covers VMs that are already shut down: ${nameVms(uncovered, allVms(record))}`,
    );
  }
  if (changed?.restore === false) return;
  await mustFit(context, about(work), record, { consent: "all", restore }, [], record);
}

/**
 * Another resource has adopted the session and ends it. Here nothing is left to do or to continue. VMs that only this
 * resource knows, from an earlier entry, are named, because nobody else will start them.
 */
export async function leave(work: Work, { holder, host }: Seen): Promise<Outcome> {
  const { context, known } = work;
  const record = recordOf(work);
  context.progress.line(`the session was taken over by the resource ${holder}, which keeps it`);
  const theirs = new Set(allVms(heldLast(known.facts)?.record ?? NO_VMS).map((vm) => vm.vmUuid));
  const vms = await during(failures.vmsUnreadable, about(work), () => recordedNow(context, record));
  const ended = { record, hostId: host.id, askedBack: new Set<string>() };
  for (const vm of owedVms(vms, ended).filter(({ vmUuid }) => !theirs.has(vmUuid))) {
    context.progress.warn(
      `${describeVm(vm)} ${whereIs(vms.get(vm.vmUuid))}; ${holder} does not know it, so nobody starts it or brings it back: do that by hand`,
    );
  }
  await known.write(settled(known.facts, record)).catch(() => undefined);
  return { is: "done" };
}

/** The host is gone, so its VMs can only be named, with what they do now. */
export async function finish(work: Work): Promise<Outcome> {
  const record = recordOf(work);
  const vms = allVms(record);
  work.context.progress.warn(
    `the host is gone from its cluster; recorded VMs: ${describeVms(vms) || "none"}. ${await whereabouts(work.context, record)}`,
  );
  const why = "the host is gone";
  const told = vms.map(({ vmUuid, vmName }) => ({ vmUuid, vmName, outcome: "left", why }) as const);
  return { is: "done", receipt: receiptOf(work, told, "host gone") };
}

/** Still ours: updates the lists. An unfinished entry that has ended is recorded as entered. */
export async function refresh(work: Work, { host }: Seen): Promise<Outcome> {
  const { cloudTower, signal, progress } = work.context;
  const plan = await during(failures.exitPlanUnreadable, about(work), () => cloudTower.exitPlan(host.id, { signal }));
  const record = seenNow(work, { host });
  const stay = longStay(host.session?.enteredAt, cloudTower.serverNow());
  if (stay) progress.warn(stay);
  const lists = withCurrentNames(plannedLists(plan, record), plan);
  const changed = allVms(lists).filter((vm) => vm.changed);
  if (changed.length > 0) progress.line(`changed by somebody since the entry: ${nameVms(changed, allVms(lists))}`);
  return { is: "done", record: { ...record, ...sessionFacts(host), phase: "maintenance", ...lists } };
}

/**
 * The host is in a session of somebody else. The resource is kept, because our session may still have VMs to give back.
 */
export async function markForeign(work: Work, { host }: Seen): Promise<Outcome> {
  const record = seenNow(work, { host });
  work.context.progress.warn(`the host is in a different maintenance session than ours: ${describeSession(host)}`);
  return { is: "done", record: isUnfinished(record) ? record : { ...record, phase: "foreign" } };
}

/** The host is in use, so the session is over, unless VMs of it are owed. */
export async function end(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, known } = work;
  const record = seenNow(work, { host });
  const vms = await during(failures.vmsUnreadable, about(work), () => recordedNow(context, record));
  const ended = { record, hostId: host.id, askedBack: new Set<string>() };
  for (const vm of allVms(record)) {
    if (standingOf(vm, vms.get(vm.vmUuid), ended) === "back") continue;
    context.progress.warn(`not as before: ${nameVm(vm, allVms(record))} ${whereIs(vms.get(vm.vmUuid))}`);
  }
  const isOurDoing = isUnfinished(record) || exitOf(record, known.facts) || isOver(record, known.facts);
  if (!isOurDoing) context.progress.warn("the host was taken out of maintenance by somebody else");
  if (owedVms(vms, ended).length === 0) {
    // Our destroy has written a receipt, which knows more.
    return isOver(record, known.facts) ? { is: "done" } : { is: "done", receipt: foundOver(work, record, vms) };
  }
  // The record still shows how the entry ended.
  const isEntry = record.phase === "entering" || record.phase === "entry-failed";
  return { is: "done", record: { ...record, phase: isEntry ? "entry-failed" : "owed" } };
}

function seenNow(work: Work, { host }: Pick<Seen, "host">): SessionRecord {
  return { ...recordOf(work), ...hostFacts(work.context.cloudTower.server, host) };
}

import type { Ending, Who } from "../../../lifecycle";
import { asName, said } from "../../../text/foreign";
import { lasting, secondOf } from "../time";
import { toDo } from "./todo";
import type { Report, VmReport } from "./view";
import { inOrder, isGone, NOT_RECORDED, nameOf, rowOf, type VmRow } from "./vmWords";

/** A report in words. No text in here is escaped for any format yet, but all are one line and have passed `text/foreign.ts`. */
export interface Words {
  title: string;
  /** The whole story in two or three sentences. */
  summary: string[];
  /** What stands on its own: label and text. */
  facts: (readonly [string, string])[];
  /** VMs that are not as before, each with the reason and what to do. */
  notBack: (readonly [string, string])[];
  rows: VmRow[];
  notes: string[];
}

const NOTES = [
  "All times are UTC. They are CloudTower's, except that the time at which a VM was shut down is the cluster's; clocks may differ by a little.",
  "“At most”: the VM was started by then, because the task that started it had ended.",
  "“Now” is when the receipt was written.",
];

const ENDINGS: Record<Ending, string> = {
  exit: "this resource ended it",
  "exit of another session": "this resource ended it; by then it was a session that somebody else had begun",
  "somebody else": "somebody else ended it: this resource found the host in use",
  "failed entry": "the entry failed, so the host never was in maintenance",
  "host gone": "the host was removed from its cluster",
};

/** The report for people. */
export function inWords(report: Report): Words {
  const { host, vms } = report;
  const notBack = vms.filter(({ outcome }) => outcome !== "restored");
  return {
    title: `Maintenance of host ${asName(host.name)}`,
    summary: [stay(report), ...balance(vms)],
    facts: factsOf(report),
    notBack: inOrder(notBack).map((vm) => [nameOf(vm), `${toDo(vm, host.name, isGone(vm, report.ending))}.`]),
    rows: inOrder(vms).map((vm) => rowOf(vm, report)),
    notes: NOTES,
  };
}

function stay({ host, ending, enteredAt, leftAt, writtenAt, maintenanceSeconds: lasted }: Report): string {
  const name = asName(host.name);
  if (ending === "failed entry") return `${name} did not enter maintenance: the entry failed.`;
  if (ending === "host gone") return `${name} was removed from its cluster while it was in maintenance.`;
  if (lasted !== null) return `${name} was in maintenance for ${lasting(lasted)}, with the way in and out.`;
  const since = enteredAt === null ? "" : ` since ${secondOf(enteredAt)}`;
  const until = leftAt ?? writtenAt;
  const found = until === null ? "" : `, and was out of it by ${secondOf(until)}`;
  return `${name} was in maintenance${since}${found}.`;
}

function balance(vms: readonly VmReport[]): string[] {
  if (vms.length === 0) return ["The session concerned no VM."];
  const count = (is: (vm: VmReport) => boolean) => vms.filter(is).length;
  const [all, back] = [vms.length, count(({ outcome }) => outcome === "restored")];
  const shut = count(({ did }) => did === "shut down");
  const failed = count(({ outcome }) => outcome === "failed");
  const away = all - back;
  return [
    `It concerned ${all === 1 ? "1 VM" : `${all} VMs`}, of which ${shut} ${wasOrWere(shut)} shut down.`,
    back === all
      ? "All are as they were before."
      : `${back} ${back === 1 ? "is" : "are"} as before, ${away} ${away === 1 ? "is" : "are"} not.`,
    ...(failed > 0 ? [`${failed} could not be restored.`] : []),
  ];
}

function wasOrWere(count: number): string {
  return count === 1 ? "was" : "were";
}

function factsOf(report: Report): Words["facts"] {
  const { host, resource, ending, writtenAt, enteredAt } = report;
  const out = report.leftAt === null && writtenAt !== null ? `not known; by ${secondOf(writtenAt)}` : null;
  const isFailed = ending === "failed entry";
  const isOurs = ending === null || ending.startsWith("exit");
  return [
    ["Reason", report.reason === null ? NOT_RECORDED : said(report.reason)],
    ["Host", `${asName(host.name)}, cluster ${asName(host.clusterName)}`],
    ["Host id", `${asName(host.id)}, in CloudTower ${asName(report.cloudTower.replace(/^https?:\/\//, ""))}`],
    ["Stack", `${asName(resource.stack)}, project ${asName(resource.project)}, resource ${asName(resource.name)}`],
    ["Asked to enter", timeOr(report.submittedAt, report.adopted ? "by somebody else" : NOT_RECORDED)],
    ["Entry began", timeOr(enteredAt, isFailed ? "not in maintenance at any time" : NOT_RECORDED)],
    ["Entry over", isFailed ? "failed" : timeOr(report.entryOverAt, NOT_RECORDED)],
    ["Exit began", timeOr(report.exitBeganAt, isOurs ? NOT_RECORDED : "no exit of this resource")],
    ["Out of maintenance", isFailed ? "not in maintenance at any time" : timeOr(report.leftAt, out ?? NOT_RECORDED)],
    [report.adopted ? "Who took it over" : "Who entered", whoIs(report.enteredBy)],
    ["How it ended", ending === null ? NOT_RECORDED : ENDINGS[ending]],
    [ending === "somebody else" ? "Who found it over" : "Who ended it", whoIs(report.endedBy)],
    ["Receipt", `${asName(report.receipt)} (session ${report.session})`],
  ];
}

function whoIs(who: Who | null): string {
  if (who === null) return NOT_RECORDED;
  return `${asName(who.account)}${who.towerUser === undefined ? "" : `, as user ${asName(who.towerUser)} of CloudTower`}`;
}

function timeOr(time: string | null, otherwise: string): string {
  return time === null ? otherwise : secondOf(time);
}

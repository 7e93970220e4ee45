import { type ChangedVm, describeTag, type NamedVm, type Owed, type TagView } from "../../../lifecycle";
import { asName, said } from "../../../text/foreign";
import { byCluster, count, namesOf, stateInWords } from "../fleet";
import { type Line, laidOut, paragraph } from "../layout";
import { ageOf, minuteOf } from "../time";
import type { Fleet, HostView } from "./survey";

const HEADINGS = ["HOST", "MAINTENANCE", "SINCE", "RUNNING", "OFF", "OWED", "CONNECTION"];
/** The rest is in the JSON. */
const MOST_NAMED = 12;

const LEGEND =
  "RUNNING and OFF: the VMs on the host now. OWED: VMs that the end of the session, such as pulumi destroy, has still to start or to migrate back. Times are UTC.";

const CONNECTIONS: Record<string, string> = {
  CONNECTED_HEALTHY: "healthy",
  CONNECTED_WARNING: "warning",
  CONNECTED_ERROR: "error",
  CONNECTING: "connecting",
  INITIALIZING: "initializing",
  SESSION_EXPIRED: "session expired",
};

/** The hosts for people: by cluster, with a line on whose and why below each host that is not simply in use. */
export async function asText(fleet: Fleet, width: number): Promise<string> {
  const groups = byCluster(fleet.hosts);
  const tables = await laidOut(
    width,
    groups.map((members) => [HEADINGS, ...members.flatMap((host): Line[] => [rowOf(host), ...notesOn(host, fleet)])]),
  );
  const titled = groups.map(([first], index) => `Cluster ${asName(first?.clusterName ?? "")}\n${tables[index]}`);
  const rest = fleet.notKnown.map((text) => `Not known: ${text}`);
  const plain = (text: string) => paragraph(width, text);
  const [first, ...others] = await Promise.all([summary(fleet, groups.length), ...rest, LEGEND].map(plain));
  return [first, ...titled, ...others].join("\n\n");
}

function summary({ server, at, hosts, total }: Fleet, clusters: number): string {
  const away = hosts.filter(({ state }) => state !== "in-use");
  const listed =
    hosts.length === total ? `${count(total, "host")} in ${count(clusters, "cluster")}` : count(total, "host");
  const how = away.length === 0 ? "all in use" : `${away.length} not in use: ${namesOf(away, hosts)}`;
  return `${server}, ${minuteOf(at)}: ${listed}, ${how}`;
}

function rowOf({ name, state, reportedState, since, vms, owed, connection }: HostView): string[] {
  const isInUse = state === "in-use";
  return [
    asName(name),
    stateInWords(state, reportedState),
    since === undefined ? (isInUse ? "" : "not known") : minuteOf(since),
    vms === undefined ? "?" : String(vms.running),
    vms === undefined ? "?" : String(vms.off),
    isInUse && owed === undefined ? "" : owed === undefined ? "?" : String(owed.start.length + owed.moveBack.length),
    CONNECTIONS[connection] ?? asName(connection),
  ];
}

/** Whose, why and for how long; what is owed; and what else is odd. */
function notesOn(host: HostView, fleet: Fleet): string[] {
  const { state, vms, owed, exitSubmittedAt, holder } = host;
  return [
    ...(state !== "in-use" || holder ? [whose(host, fleet)] : []),
    ...(host.tags ?? []).map((tag) => taggedLine(tag, state === "in-use")),
    ...(exitSubmittedAt === undefined
      ? []
      : [`an exit was submitted ${minuteOf(exitSubmittedAt)}, and its end was not seen`]),
    ...(owed ? owedLines(owed) : []),
    ...(vms && vms.other > 0 ? [`${count(vms.other, "VM")} neither running nor off`] : []),
  ];
}

function whose({ state, since, jobId, holder }: HostView, fleet: Fleet): string {
  const { journal, journalUnread, at } = fleet;
  const time = since === undefined ? "" : ageOf(since, at);
  const before = time === "" ? "" : `for ${time}, `;
  if (!holder) {
    const job = `job ${asName(jobId ?? "unknown")}`;
    if (journalUnread !== undefined) return `${before}not known whose: ${journalUnread}; ${job}`;
    const where = journal === undefined ? "the journal is off" : `the journal ${journal} has nothing of this session`;
    return `${before}not known whose: ${where} (${job}). Somebody by hand, or another machine`;
  }
  const { project, stack, resource, adopted, person, reason, isGuess } = holder;
  const who = `resource ${asName(resource)} of stack ${asName(stack)}, project ${asName(project)}`;
  const runBy = person === undefined ? "" : `, run by ${person.account.split("@").map(asName).join("@")}`;
  const how = adopted ? ", which took the session over" : "";
  const why = reason === undefined ? "no reason given" : `reason: ${said(reason)}`;
  if (state === "in-use") return `out of maintenance, but VMs are owed by ${who}${runBy}; ${why}`;
  return `${before}${isGuess ? "probably " : ""}by ${who}${how}${runBy}; ${why}`;
}

function taggedLine({ isSure, reason, ...tag }: TagView, isInUse: boolean): string {
  const left = isInUse ? ", though in use: a tag of an entry that is about to begin, or left behind" : "";
  const doubt = isInUse || isSure ? left : ", which may be left from another session";
  return `${describeTag(tag)}${doubt}${reason === undefined ? "" : `; reason: ${said(reason)}`}`;
}

function owedLines({ start, moveBack, changed }: Owed): string[] {
  const parts = [
    ...(start.length > 0 ? [`to start ${names(start)}`] : []),
    ...(moveBack.length > 0 ? [`to migrate back ${names(moveBack)}`] : []),
  ];
  const left =
    changed.length > 0 ? [`changed since the entry, and left so by default. ${some(changed, changeOf, "; ")}`] : [];
  return [...(parts.length > 0 ? [`owed: ${parts.join("; ")}`] : []), ...left];
}

/** "web-01: moved to node-2". */
function changeOf(vm: ChangedVm): string {
  const where = vm.hostName === undefined ? "an unknown host" : asName(vm.hostName);
  const words: Record<ChangedVm["what"], string> = {
    moved: `moved to ${where}`,
    started: `started on ${where}`,
    stopped: `stopped on ${where}`,
    "in the recycle bin": "in the recycle bin",
    gone: "no longer shown",
    "not known": "how is not known",
  };
  return `${nameOf(vm)}: ${words[vm.what]}`;
}

function names(vms: readonly NamedVm[]): string {
  return some(vms, nameOf, ", ");
}

function nameOf({ vmName, vmUuid }: NamedVm): string {
  return asName(vmName || vmUuid || "a VM without name and UUID");
}

function some<T extends NamedVm>(vms: readonly T[], say: (vm: T) => string, between: string): string {
  const more = vms.length - MOST_NAMED;
  return `${vms.slice(0, MOST_NAMED).map(say).join(between)}${more > 0 ? ` and ${more} more` : ""}`;
}

import type { NamedVm, Owed } from "../../../lifecycle";
import { asName, said } from "../../../text/foreign";
import { byCluster, count } from "../fleet";
import { type Line, laidOut } from "../layout";
import { ageOf, minuteOf } from "../time";
import type { Fleet, HostView } from "./survey";

const HEADINGS = ["HOST", "MAINTENANCE", "SINCE", "RUNNING", "OFF", "OWED", "CONNECTION"];
const WIDTHS = [26, 14, 17, 7, 4, 4, 15];
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
export async function asText(fleet: Fleet): Promise<string> {
  const groups = byCluster(fleet.hosts);
  const away = groups.flat().filter(({ state }) => state !== "in use");
  const summary = `${fleet.server}, ${minuteOf(fleet.at)}: ${count(fleet.hosts.length, "host")} in ${count(groups.length, "cluster")}, ${away.length === 0 ? "all in use" : `${away.length} not in use: ${away.map(({ name }) => asName(name)).join(", ")}`}`;
  const tables = groups.map(async (members) => {
    const rows = members.flatMap((host): Line[] => [rowOf(host), ...notesOn(host, fleet)]);
    const [first] = members;
    return `Cluster ${asName(first?.clusterName ?? "")}\n${await laidOut(WIDTHS, [HEADINGS, ...rows])}`;
  });
  const rest = fleet.notKnown.map((text) => `Not known: ${text}`);
  const plain = (text: string) => laidOut([WIDTHS.reduce((sum, width) => sum + width, 12)], [[text]]);
  const parts = await Promise.all([plain(summary), ...tables, ...[...rest, LEGEND].map(plain)]);
  return parts.join("\n\n");
}

function rowOf({ name, state, since, vms, owed, connection }: HostView): string[] {
  const isQuiet = state === "in use" && owed === undefined;
  return [
    asName(name),
    ["in use", "entering", "in maintenance"].includes(state) ? state : asName(state),
    since === undefined ? (state === "in use" ? "" : "not known") : minuteOf(since),
    vms === undefined ? "?" : String(vms.running),
    vms === undefined ? "?" : String(vms.off),
    isQuiet ? "" : owed === undefined ? "?" : String(owed.start.length + owed.moveBack.length),
    CONNECTIONS[connection] ?? asName(connection),
  ];
}

/** Whose, why and for how long; what is owed; and what else is odd. */
function notesOn(host: HostView, fleet: Fleet): string[] {
  const { state, vms, owed, exitSubmittedAt, holder } = host;
  return [
    ...(state !== "in use" || holder ? [whose(host, fleet)] : []),
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
  if (state === "in use") return `out of maintenance, but VMs are owed by ${who}${runBy}; ${why}`;
  return `${before}${isGuess ? "probably " : ""}by ${who}${how}${runBy}; ${why}`;
}

function owedLines({ start, moveBack, changed }: Owed): string[] {
  const parts = [
    ...(start.length > 0 ? [`to start ${names(start)}`] : []),
    ...(moveBack.length > 0 ? [`to migrate back ${names(moveBack)}`] : []),
  ];
  const left =
    changed.length > 0
      ? [`moved, started or stopped by somebody since, and left so by default: ${names(changed)}`]
      : [];
  return [...(parts.length > 0 ? [`owed: ${parts.join("; ")}`] : []), ...left];
}

function names(vms: readonly NamedVm[]): string {
  const some = vms
    .slice(0, MOST_NAMED)
    .map(({ vmName, vmUuid }) => asName(vmName || vmUuid || "a VM without name and UUID"));
  const more = vms.length - some.length;
  return `${some.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

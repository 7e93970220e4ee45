import type { Host, Vm } from "../../cloudtower";
import { asName, quoted } from "../../text/foreign";
import { stackOf, urnOfRun } from "../session/owner";
import type { SessionRecord } from "../session/record";
import { describeTags } from "../session/tag";
import { type About, AGAIN, fail, GONE, TAKE_OVER, UP_AGAIN } from "./failure";
import { countVms, namesOf } from "./words";

/** Long enough for any real name. */
const LONGEST_NAME = 200;

/** A name of a VM in an argument or setting, such as "allowShutdown". */
export interface NamedVm {
  speaker: string;
  name: string;
  clusterName: string;
}

const named = ({ speaker, name, clusterName }: NamedVm, found: string) =>
  `${speaker} names ${quoted(name, LONGEST_NAME)}, but ${found} of cluster ${asName(clusterName)}`;
const withPlace = (vm: Vm) => `${namesOf([vm])}${vm.hostName ? ` on ${asName(vm.hostName)}` : ""}`;
const withoutShutdown = (vms: readonly Vm[], consent: string) =>
  `the host cannot enter maintenance without shutting down ${countVms(vms.length)} that ${consent} does not cover: ${namesOf(vms)}`;

/** What a verb refuses before it has sent anything that changes a host. */
export const refusals = {
  hostNotShown: (about: About, server: string, hostId: string) => {
    const what = `${server} shows no host with the id ${quoted(hostId, LONGEST_NAME)} to this user`;
    return fail(
      about,
      "observe",
      what,
      `check hostId (getHost finds it by name) and that the user may see the host, ${UP_AGAIN}`,
      true,
    );
  },
  otherCloudTower: (about: About, now: string, showsHost: boolean, { server }: SessionRecord) => {
    const shows = showsHost ? "does not show our session on this host" : "does not show this host";
    const what = `the session was entered on ${server}, but the settings now point to ${now}, which ${shows}`;
    const next = `set cloudtower:server (CLOUDTOWER_SERVER), or the server of the connection that the resource uses, to ${server}; or, if this is the same CloudTower under a new name and the session is over, check that its VMs run, then run pulumi state delete`;
    return fail(about, "observe", what, next, true);
  },
  /** @param seen VMs that are shown on the host, by name; undefined: not even other hosts of its cluster are shown */
  hostHidden: (about: About, server: string, seen: string | undefined, clusterName: string) => {
    const shows = seen
      ? `does not show the host to this user, but shows VMs on it (${seen})`
      : `shows neither the host nor any other host of its cluster ${asName(clusterName)} to this user`;
    const next = `check that the user may see the cluster and its hosts, then ${AGAIN}; ${GONE}`;
    return fail(about, "observe", `${server} ${shows}: the host may be hidden rather than gone`, next, true);
  },
  vmsHidden: (about: About, server: string, clusterName: string) => {
    const what = `${server} shows no VM of cluster ${asName(clusterName)} to this user: the VMs of the host may be hidden rather than gone`;
    return fail(about, "observe", what, `check that the user may see the VMs, then ${AGAIN}; ${GONE}`);
  },
  /** REMOVING, or a state that this version does not know. */
  strangeState: (about: About, { session }: Host) => {
    const what = `CloudTower reports the host as ${quoted(session?.state ?? "")}, a state in which it can neither enter nor leave maintenance`;
    return fail(
      about,
      "observe",
      what,
      `check in CloudTower what is happening to the host; once it is in use or in maintenance, ${AGAIN}`,
      true,
    );
  },
  /** @param isTagged whether a name tag of this resource is on the host, which does not prove that the session is its own */
  hostTaken: (about: About, host: Host, isTagged: boolean) => {
    const { session } = host;
    const state = session?.state === "MAINTENANCE_MODE" ? "in maintenance" : "entering maintenance";
    const since = session?.enteredAt ? ` since ${asName(session.enteredAt)}` : "";
    const known = [...(session?.jobId ? [`maintenance job ${asName(session.jobId)}`] : []), ...describeTags(host)];
    const which = known.length > 0 ? ` (${known.join(", ")})` : "";
    const whose = isTagged
      ? "nothing proves that this resource put it there: its name tag has no id that is this session's"
      : "this resource did not put it there";
    const what = `the host is already ${state}${since}${which}, and ${whose}`;
    return fail(about, "observe", what, TAKE_OVER, true);
  },
  precheckRefused: (about: About, reason: string) => {
    const next = `fix the cause, or set timeouts.waitToEnter so that pulumi up waits for it to pass, ${UP_AGAIN}`;
    const what = `CloudTower does not let the host enter maintenance: ${reason}`;
    return fail(about, "precheck", what, next, true).with({ mayPass: true });
  },
  /**
   * @param host the other host, which is in maintenance
   * @param holder which resource put it there, as far as facts tell
   * @param owner the resource that fails
   */
  clusterHeld: (about: About, host: Host, holder: string | undefined, owner: string) => {
    const other = host.name;
    const [tag] = describeTags(host);
    const isOwn = holder !== undefined && stackOf(holder) === stackOf(owner);
    const who = holder ? ` (put there by the resource ${holder})` : tag ? ` (${tag})` : "";
    const what = `CloudTower allows one host of a cluster in maintenance at a time, and ${asName(other)} already is${who}`;
    const rename =
      "name the resource after the cluster and change its hostId or hostName, so that the old host leaves first";
    const run = isOwn ? urnOfRun(holder) : undefined;
    const next = run
      ? `let that run finish first (it continues if it is in the program); or bring its host back: run pulumi destroy --target '${run}', ${UP_AGAIN}`
      : isOwn
        ? `${rename}; or remove the other resource from the program, run pulumi up, then add this one back`
        : `wait until ${asName(other)} has left maintenance, or set timeouts.waitToEnter so that pulumi up waits for it, ${UP_AGAIN}; in a program that goes from host to host, ${rename}`;
    // In this run, the stack's other resource does not leave before this one enters.
    return fail(about, "precheck", what, next, true).with({ mayPass: !isOwn, isUnlessOwn: holder === undefined });
  },
  /** @param first the host of the other resource */
  clusterClaimed: (about: About, first: string) => {
    const what = `CloudTower allows one host of a cluster in maintenance at a time, and another resource of this program enters ${asName(first)} of the same cluster`;
    return fail(
      about,
      "precheck",
      what,
      "keep only one of them in the program at a time, then run pulumi up again",
      true,
    );
  },
  /** @param close VMs of the host with similar names */
  unknownName: (about: About, name: NamedVm, close: readonly Vm[]) => {
    const what = `${named(name, "no VM")} has that name${close.length > 0 ? `; similar names on the host: ${namesOf(close)}` : ""}`;
    return fail(about, "consent", what, `correct or remove the name, ${UP_AGAIN}`, true);
  },
  ambiguousName: (about: About, name: NamedVm, vms: readonly Vm[]) => {
    const what = `${named(name, countVms(vms.length))} have that name: ${vms.map(withPlace).join(", ")}`;
    return fail(about, "consent", what, `use the UUID instead, ${UP_AGAIN}`, true);
  },
  ownVm: (about: About, vms: readonly Vm[]) => {
    const what = `entering would shut down the VM that CloudTower itself runs in, ${namesOf(vms)}, and nothing could be restored without it`;
    return fail(about, "consent", what, `migrate that VM to another host, ${UP_AGAIN}`, true);
  },
  /** @param line the consent that would cover them */
  notCovered: (about: About, vms: readonly Vm[], line: readonly string[]) => {
    const next = `if they may be shut down, set allowShutdown: ${JSON.stringify(line)}, ${UP_AGAIN}`;
    return fail(about, "consent", withoutShutdown(vms, "allowShutdown"), next, true);
  },
  beyondCap: (about: About, vms: readonly Vm[]) => {
    const what = withoutShutdown(vms, "the stack's setting cloudtower:allowShutdown (CLOUDTOWER_ALLOW_SHUTDOWN)");
    return fail(
      about,
      "consent",
      what,
      `migrate these VMs to other hosts, or have them added to the setting, ${UP_AGAIN}`,
      true,
    );
  },
};

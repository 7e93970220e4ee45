import type { Host, Vm } from "../../../cloudtower";
import { quoted } from "../../../describe";
import type { SessionRecord } from "../../session/record";
import { type About, commandOf, fail } from "../failure";
import { countVms, namesOf } from "../words";

/** A name is told in full, unless it is none. */
const LONGEST_NAME = 200;
const UP_AGAIN = "then run pulumi up again";

/** A name of a VM in an argument or setting, such as "allowShutdown". */
export interface NamedVm {
  speaker: string;
  name: string;
  clusterName: string;
}

const spoken = ({ speaker, name, clusterName }: NamedVm, found: string) =>
  `${speaker} names ${quoted(name, LONGEST_NAME)}, and ${found} of cluster ${clusterName}`;
const again = ({ verb }: About) => `run ${commandOf(verb)} again`;

/** What cannot be seen, and what rules a verb out before it has changed anything. */
export const failuresBefore = {
  hostUnreadable: (about: About) =>
    fail(
      about,
      "observe",
      "the host could not be read",
      `check cloudtower:server and the credentials, then ${again(about)}`,
      true,
    ),

  hostNotShown: (about: About, server: string, hostId: string) =>
    fail(
      about,
      "observe",
      `${server} shows no host with the id ${JSON.stringify(hostId)} to this user`,
      `check hostId (getHost finds it by name) and that the user may see the host, ${UP_AGAIN}`,
      true,
    ),

  otherCloudTower: (about: About, now: { server: string; showsHost: boolean }, { server }: SessionRecord) =>
    fail(
      about,
      "observe",
      `the session was entered on ${server}, and ${now.server}, which the settings give now, ${now.showsHost ? "does not show our session on this host" : "does not show this host"}`,
      `set cloudtower:server (CLOUDTOWER_SERVER), or the server of the connection that the resource names, to ${server}; or, if this is that CloudTower under a new name and the session is over, check that its VMs run, then run pulumi state delete`,
      true,
    ),

  /** @param seen VMs that are shown on the host, by name; undefined: not even other hosts of its cluster are shown */
  hostHidden: (about: About, server: string, seen: string | undefined, clusterName: string) =>
    fail(
      about,
      "observe",
      `${server} ${seen ? `does not show the host to this user, but shows VMs on it (${seen})` : `shows neither the host nor any other host of its cluster ${clusterName} to this user`}: the host may only be hidden`,
      `check that the user may see the cluster and its hosts, then ${again(about)}; if the host is really gone: pulumi state delete`,
      true,
    ),

  vmsHidden: (about: About, server: string, clusterName: string) =>
    fail(
      about,
      "observe",
      `${server} shows no VM of cluster ${clusterName} to this user: those of the host may only be hidden`,
      `check that the user may see the VMs, then ${again(about)}; if they are really gone: pulumi state delete`,
    ),

  hostGone: (about: About) =>
    fail(
      about,
      "enter",
      "the host is gone from its cluster",
      "run pulumi destroy, or take the host out of the program",
    ),

  /** REMOVING, or a state that we do not know. */
  strangeState: (about: About, { session }: Host) =>
    fail(
      about,
      "observe",
      `CloudTower reports the host as ${quoted(session?.state ?? "")}, from which it can neither enter nor leave maintenance`,
      `look in CloudTower what happens to the host; once it is in use or in maintenance, ${again(about)}`,
      true,
    ),

  journalUnreadable: (about: About) =>
    fail(about, "observe", "the journal could not be read", `fix that, then ${again(about)}`, true),

  journalUnwritable: (about: About) =>
    fail(about, "enter", "the journal could not be written", `fix that, ${UP_AGAIN}`, true),

  vmsUnreadable: (about: About) => fail(about, "observe", "the VMs of the host could not be read", again(about), true),

  exitPlanUnreadable: (about: About) =>
    fail(about, "observe", "CloudTower's exit plan could not be read", again(about), true),

  hostTaken: (about: About, { session }: Host) =>
    fail(
      about,
      "observe",
      `the host is already ${session?.state === "MAINTENANCE_MODE" ? "in maintenance" : "entering maintenance"}${session?.enteredAt ? ` since ${session.enteredAt}` : ""}${session?.jobId ? ` (maintenance job ${session.jobId})` : ""}, and this resource did not put it there`,
      'find out whose maintenance it is and let it end, then run pulumi up; or take it over with ifAlreadyInMaintenance: "adopt"',
      true,
    ),

  precheckRefused: (about: About, reason: string) =>
    fail(
      about,
      "precheck",
      `CloudTower does not let the host enter maintenance: ${reason}`,
      `fix what it says, ${UP_AGAIN}`,
      true,
    ),

  precheckFailed: (about: About) =>
    fail(about, "precheck", "CloudTower's precheck could not be run", `fix what it says, ${UP_AGAIN}`, true),

  namesUnreadable: (about: About) =>
    fail(
      about,
      "consent",
      "the VMs named in allowShutdown and restore could not be looked up",
      "run pulumi up again",
      true,
    ),

  /** @param close VMs of the host whose names come close */
  unknownName: (about: About, named: NamedVm, close: readonly Vm[]) =>
    fail(
      about,
      "consent",
      `${spoken(named, "no VM")} has that name${close.length > 0 ? `; close to it on the host: ${namesOf(close)}` : ""}`,
      `correct the name or take it out, ${UP_AGAIN}`,
      true,
    ),

  ambiguousName: (about: About, named: NamedVm, vms: readonly Vm[]) =>
    fail(
      about,
      "consent",
      `${spoken(named, countVms(vms.length))} have that name: ${vms.map((vm) => `${namesOf([vm])}${vm.hostName ? ` on ${vm.hostName}` : ""}`).join(", ")}`,
      `give the UUID in its place, ${UP_AGAIN}`,
      true,
    ),

  ownVm: (about: About, vms: readonly Vm[]) =>
    fail(
      about,
      "consent",
      `entering would shut down the VM that CloudTower itself runs in, ${namesOf(vms)}, and with it the only way to bring anything back`,
      `move that VM to another host, ${UP_AGAIN}`,
      true,
    ),

  /** @param line the consent that would cover them */
  notCovered: (about: About, vms: readonly Vm[], line: readonly string[]) =>
    fail(
      about,
      "consent",
      `the host cannot enter maintenance without shutting down ${countVms(vms.length)} that allowShutdown does not cover: ${namesOf(vms)}`,
      `if they may be shut down, set allowShutdown: ${JSON.stringify(line)}, ${UP_AGAIN}`,
      true,
    ),

  beyondCap: (about: About, vms: readonly Vm[]) =>
    fail(
      about,
      "consent",
      `the host cannot enter maintenance without shutting down ${countVms(vms.length)} that the stack's setting cloudtower:allowShutdown (CLOUDTOWER_ALLOW_SHUTDOWN) does not cover: ${namesOf(vms)}`,
      `move these VMs first, or have the setting widened, ${UP_AGAIN}`,
      true,
    ),
};

import type { Host, Vm } from "../../cloudtower";
import { asName, quoted, said as saidBy } from "../../text/foreign";
import { stackOf } from "../session/facts";
import type { RecordedVm, SessionRecord } from "../session/record";
import { type About, type FailedPhase, fail, type LifecycleError } from "./failure";
import { countVms, describeVms, namesOf } from "./words";

/** A name is told in full, unless it is none. */
const LONGEST_NAME = 200;

const AGAIN = "run {command} again";
const UP_AGAIN = "then run pulumi up again";
const FIX_UP = `fix what it says, ${UP_AGAIN}`;
const FIX_DESTROY = "fix what it says, then run pulumi destroy again";
const LOOKS_FIRST = `${AGAIN}: it looks first what has been done`;
const GO_ON = "run pulumi up to continue, or pulumi destroy to go back: both look first what has been done";
const TRY_AGAIN = "run pulumi up to try again, or pulumi destroy to start what was shut down and leave the host in use";
const TAKE_OVER =
  'find out whose maintenance it is and let it end, then run pulumi up; or take it over with ifAlreadyInMaintenance: "adopt"';
const GONE = "if it is really gone: pulumi state delete";

/** What is true in words that never change, and what to do: `{command}` stands for the verb's own. */
type Row = readonly [phase: FailedPhase, what: string, next: string, isUnchanged?: true];

const ROWS = {
  hostUnreadable: [
    "observe",
    "the host could not be read",
    `check cloudtower:server and the credentials, then ${AGAIN}`,
    true,
  ],
  vmsUnreadable: ["observe", "the VMs of the host could not be read", AGAIN, true],
  exitPlanUnreadable: ["observe", "CloudTower's exit plan could not be read", AGAIN, true],
  journalUnreadable: ["observe", "the journal could not be read", `fix that, then ${AGAIN}`, true],
  journalUnwritable: ["enter", "the journal could not be written", `fix that, ${UP_AGAIN}`, true],
  namesUnreadable: ["consent", "the VMs named in allowShutdown and restore could not be looked up", AGAIN, true],
  precheckFailed: ["precheck", "CloudTower's precheck could not be run", FIX_UP, true],
  takeOverFailed: ["enter", "the session could not be taken over", AGAIN, true],
  hostGone: ["enter", "the host is gone from its cluster", "run pulumi destroy, or take the host out of the program"],
  entryBrokenOff: ["enter", "the entry was broken off", GO_ON],
  entryLost: ["enter", "the answer to the request to enter maintenance was lost, and the host does not enter", GO_ON],
  exitUnprepared: ["exit", "the exit could not be prepared", LOOKS_FIRST],
  exitRefused: ["exit", "CloudTower did not take the request to exit maintenance", FIX_DESTROY],
  exitBrokenOff: ["exit", "the exit was broken off", LOOKS_FIRST],
  exitLost: ["exit", "the answer to the request to exit maintenance was lost", LOOKS_FIRST],
  exitUnseen: ["exit", "the exit was submitted, and could not be followed to its end", LOOKS_FIRST],
  otherTaskUnseen: ["exit", "another task of the host could not be followed to its end", LOOKS_FIRST],
  vmsUnreadableAfterExit: ["exit", "the host is out of maintenance, and its VMs could not be read", LOOKS_FIRST],
  startUnseen: ["start VMs", "VMs were to be started, and whether they run could not be seen", LOOKS_FIRST],
} as const satisfies Record<string, Row>;

const rows = Object.fromEntries(
  Object.entries(ROWS).map(([name, [phase, what, next, isUnchanged]]) => [
    name,
    (about: About) => fail(about, phase, what, next, isUnchanged),
  ]),
) as Record<keyof typeof ROWS, (about: About) => LifecycleError>;

/** A name of a VM in an argument or setting, such as "allowShutdown". */
export interface NamedVm {
  speaker: string;
  name: string;
  clusterName: string;
}

const named = ({ speaker, name, clusterName }: NamedVm, found: string) =>
  `${speaker} names ${quoted(name, LONGEST_NAME)}, and ${found} of cluster ${asName(clusterName)}`;
const said = (message: string | undefined) => (message ? saidBy(message) : "it gives no reason");
const withPlace = (vm: Vm) => `${namesOf([vm])}${vm.hostName ? ` on ${asName(vm.hostName)}` : ""}`;
const withoutShutdown = (vms: readonly Vm[], consent: string) =>
  `the host cannot enter maintenance without shutting down ${countVms(vms.length)} that ${consent} does not cover: ${namesOf(vms)}`;
const notRunning = (vms: readonly RecordedVm[], what: string) =>
  `the host is out of maintenance, and ${countVms(vms.length)} that ran before ${what}: ${describeVms(vms)}`;

/** Every way in which a verb fails, by name. */
export const failures = {
  ...rows,

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
    const what = `the session was entered on ${server}, and ${now}, which the settings give now, ${shows}`;
    const next = `set cloudtower:server (CLOUDTOWER_SERVER), or the server of the connection that the resource names, to ${server}; or, if this is that CloudTower under a new name and the session is over, check that its VMs run, then run pulumi state delete`;
    return fail(about, "observe", what, next, true);
  },
  /** @param seen VMs that are shown on the host, by name; undefined: not even other hosts of its cluster are shown */
  hostHidden: (about: About, server: string, seen: string | undefined, clusterName: string) => {
    const shows = seen
      ? `does not show the host to this user, but shows VMs on it (${seen})`
      : `shows neither the host nor any other host of its cluster ${asName(clusterName)} to this user`;
    const next = `check that the user may see the cluster and its hosts, then ${AGAIN}; ${GONE}`;
    return fail(about, "observe", `${server} ${shows}: the host may only be hidden`, next, true);
  },
  vmsHidden: (about: About, server: string, clusterName: string) => {
    const what = `${server} shows no VM of cluster ${asName(clusterName)} to this user: those of the host may only be hidden`;
    return fail(about, "observe", what, `check that the user may see the VMs, then ${AGAIN}; ${GONE}`);
  },
  /** REMOVING, or a state that we do not know. */
  strangeState: (about: About, { session }: Host) => {
    const what = `CloudTower reports the host as ${quoted(session?.state ?? "")}, from which it can neither enter nor leave maintenance`;
    return fail(
      about,
      "observe",
      what,
      `look in CloudTower what happens to the host; once it is in use or in maintenance, ${AGAIN}`,
      true,
    );
  },
  hostTaken: (about: About, { session }: Host) => {
    const state = session?.state === "MAINTENANCE_MODE" ? "in maintenance" : "entering maintenance";
    const since = session?.enteredAt ? ` since ${session.enteredAt}` : "";
    const job = session?.jobId ? ` (maintenance job ${session.jobId})` : "";
    const what = `the host is already ${state}${since}${job}, and this resource did not put it there`;
    return fail(about, "observe", what, TAKE_OVER, true);
  },
  precheckRefused: (about: About, reason: string) => {
    const next = `fix what it says, or let pulumi up wait for it with timeouts.waitToEnter, ${UP_AGAIN}`;
    const what = `CloudTower does not let the host enter maintenance: ${reason}`;
    return fail(about, "precheck", what, next, true).with({ mayPass: true });
  },
  /**
   * @param other the host that is in maintenance
   * @param holder which resource put it there, as far as facts tell
   * @param owner the resource that fails
   */
  clusterHeld: (about: About, other: string, holder: string | undefined, owner: string) => {
    const isOwn = holder !== undefined && stackOf(holder) === stackOf(owner);
    const who = holder ? `, where the resource ${holder} put it` : "";
    const what = `CloudTower lets one host of a cluster be in maintenance at a time, and ${asName(other)} is${who}`;
    const rename = "name the resource after the cluster and change its hostId, so that the old host leaves first";
    const next = isOwn
      ? `${rename}; or remove the other resource from the program, run pulumi up, then add this one`
      : `let ${asName(other)} leave maintenance, or let pulumi up wait for it with timeouts.waitToEnter, ${UP_AGAIN}; in a program that goes from host to host, ${rename}`;
    return fail(about, "precheck", what, next, true).with({ mayPass: true });
  },
  /** @param first the host of the other resource */
  clusterClaimed: (about: About, first: string) => {
    const what = `CloudTower lets one host of a cluster be in maintenance at a time, and another resource of this program enters ${asName(first)} of the same cluster`;
    return fail(about, "precheck", what, "keep one of them in the program at a time, then run pulumi up again", true);
  },
  /** @param close VMs of the host whose names come close */
  unknownName: (about: About, name: NamedVm, close: readonly Vm[]) => {
    const what = `${named(name, "no VM")} has that name${close.length > 0 ? `; close to it on the host: ${namesOf(close)}` : ""}`;
    return fail(about, "consent", what, `correct the name or take it out, ${UP_AGAIN}`, true);
  },
  ambiguousName: (about: About, name: NamedVm, vms: readonly Vm[]) => {
    const what = `${named(name, countVms(vms.length))} have that name: ${vms.map(withPlace).join(", ")}`;
    return fail(about, "consent", what, `give the UUID in its place, ${UP_AGAIN}`, true);
  },
  ownVm: (about: About, vms: readonly Vm[]) => {
    const what = `entering would shut down the VM that CloudTower itself runs in, ${namesOf(vms)}, and with it the only way to bring anything back`;
    return fail(about, "consent", what, `move that VM to another host, ${UP_AGAIN}`, true);
  },
  /** @param line the consent that would cover them */
  notCovered: (about: About, vms: readonly Vm[], line: readonly string[]) => {
    const next = `if they may be shut down, set allowShutdown: ${JSON.stringify(line)}, ${UP_AGAIN}`;
    return fail(about, "consent", withoutShutdown(vms, "allowShutdown"), next, true);
  },
  beyondCap: (about: About, vms: readonly Vm[]) => {
    const what = withoutShutdown(vms, "the stack's setting cloudtower:allowShutdown (CLOUDTOWER_ALLOW_SHUTDOWN)");
    return fail(about, "consent", what, `move these VMs first, or have the setting widened, ${UP_AGAIN}`, true);
  },
  /**
   * @param other the session that is on the host now
   * @param isRepeat an earlier entry of ours may still have VMs to give back
   */
  entryRefused: (about: About, other: string | undefined, isRepeat: boolean) => {
    const what = `CloudTower did not take the request to enter maintenance${other ? `, and the host is in another session (${other})` : ""}`;
    if (isRepeat)
      return fail(about, "enter", what, `${FIX_UP}, or pulumi destroy to give back what the entry before left`);
    return fail(about, "enter", what, other ? TAKE_OVER : FIX_UP, !other);
  },
  entryRefusedHalfway: (about: About, vms: readonly RecordedVm[]) => {
    const what = `CloudTower refused to enter maintenance, and these VMs are not as before: ${describeVms(vms)}`;
    return fail(about, "enter", what, TRY_AGAIN);
  },
  /** @param running what still runs on the host, as a sentence; empty: nothing, or not known */
  entryUnseen: (about: About, running = "") =>
    fail(about, "enter", `the entry was submitted, and could not be followed to its end${running}`, GO_ON),
  stillEntering: (about: About, running = "") =>
    fail(about, "enter", `the host has not finished entering maintenance in time${running}`, GO_ON),
  /** @param where the VMs that are not as before, as a sentence */
  entryFailed: (about: About, message: string | undefined, where: string) =>
    fail(about, "enter", `CloudTower's task to enter maintenance failed: ${said(message)}. ${where}`, TRY_AGAIN),
  /** @param reads what the host reads instead */
  entryWithoutEffect: (about: About, reads: string) =>
    fail(about, "enter", `the entry ended, and the host is not in maintenance (${reads})`, GO_ON),
  /** @param session the session that is on the host */
  notOurSession: (about: About, state: string, session: string) =>
    fail(about, "enter", `the host is ${state}, in a session that this resource did not start (${session})`, TAKE_OVER),
  /** @param session the session that is on the host */
  anotherStacks: (about: About, holder: string, session: string) => {
    const what = `the host is in a session (${session}) that the resource ${holder} of another stack holds`;
    const next =
      'let that stack end it, then run pulumi up again; or take it over all the same, so that this stack ends it: ifAlreadyInMaintenance: "adopt" and onForeignSession: "exit"';
    return fail(about, "observe", what, next, true);
  },
  handedOver: (about: About, holder: string) =>
    fail(
      about,
      "enter",
      `the session on the host was taken over by the resource ${holder}`,
      `let that resource end it, then ${AGAIN}`,
    ),
  exitFailed: (about: About, message: string | undefined, where: string) =>
    fail(about, "exit", `CloudTower's task to exit maintenance failed: ${said(message)}. ${where}`, FIX_DESTROY),
  exitWithoutEffect: (about: About, state: string) =>
    fail(about, "exit", `the exit ended, and the host is not in use (${state})`, LOOKS_FIRST),
  /** @param by what tells the session on the host from ours; undefined: nothing tells whether it is ours */
  foreignSession: (about: About, there: string, ours: string, by: string | undefined) => {
    const which = by
      ? `the host is in another maintenance than ours, by ${by}`
      : "nothing that CloudTower shows tells whether the maintenance of the host is ours";
    const next =
      'let whoever started it end it, then run pulumi destroy again; or give the resource up with pulumi state delete; or end it all the same: onForeignSession: "exit", pulumi up, pulumi destroy';
    return fail(about, "exit", `${which}: there ${there}; ours ${ours}. It is left alone`, next);
  },
  notConnected: (about: About, status: string) => {
    const what = `CloudTower has no connection to the host (${status}), so it cannot come back into use`;
    return fail(about, "exit", what, "switch the host on or connect it, then run pulumi destroy again");
  },
  cannotStart: (about: About, vms: readonly RecordedVm[]) =>
    fail(
      about,
      "start VMs",
      notRunning(vms, "cannot be started"),
      "start by hand what CloudTower cannot start, then run pulumi destroy again",
    ),
};

import type { Host, Vm } from "../../cloudtower";
import { quoted } from "../../describe";
import { stackOf } from "../session/facts";
import type { RecordedVm, SessionRecord } from "../session/record";
import { type About, type FailedPhase, fail, type LifecycleError } from "./failure";
import { countVms, describeVms, namesOf } from "./words";

/** Long enough for any real name. */
const LONGEST_NAME = 200;

const AGAIN = "run {command} again";
const UP_AGAIN = "then run pulumi up again";
const FIX_UP = `fix the cause, ${UP_AGAIN}`;
const FIX_DESTROY = "fix the cause, then run pulumi destroy again";
const LOOKS_FIRST = `${AGAIN}: it first checks what has been done`;
const GO_ON = "run pulumi up to continue, or pulumi destroy to undo: both first check what has been done";
const TRY_AGAIN =
  "run pulumi up to try again, or pulumi destroy to start the VMs that were shut down and leave the host in use";
const TAKE_OVER =
  'find out who started this maintenance and wait until it ends, then run pulumi up; or take it over with ifAlreadyInMaintenance: "adopt"';
const GONE = "if the host is really gone, run pulumi state delete";

/** A failure whose words never change. In `next`, `{command}` stands for the command that runs the verb. */
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
  journalUnreadable: ["observe", "the journal could not be read", `fix the cause, then ${AGAIN}`, true],
  journalUnwritable: ["enter", "the journal could not be written", FIX_UP, true],
  namesUnreadable: ["consent", "the VMs named in allowShutdown and restore could not be looked up", AGAIN, true],
  precheckFailed: ["precheck", "CloudTower's precheck could not be run", FIX_UP, true],
  takeOverFailed: ["enter", "the session could not be taken over", AGAIN, true],
  hostGone: ["enter", "the host is gone from its cluster", "run pulumi destroy, or take the host out of the program"],
  entryBrokenOff: ["enter", "the entry was interrupted", GO_ON],
  entryLost: [
    "enter",
    "the answer to the request to enter maintenance was lost, and the host is not entering maintenance",
    GO_ON,
  ],
  exitUnprepared: ["exit", "the exit could not be prepared", LOOKS_FIRST],
  exitRefused: ["exit", "CloudTower did not accept the request to exit maintenance", FIX_DESTROY],
  exitBrokenOff: ["exit", "the exit was interrupted", LOOKS_FIRST],
  exitLost: ["exit", "the answer to the request to exit maintenance was lost", LOOKS_FIRST],
  exitUnseen: ["exit", "the exit was submitted but could not be followed to its end", LOOKS_FIRST],
  otherTaskUnseen: ["exit", "another task of the host could not be followed to its end", LOOKS_FIRST],
  vmsUnreadableAfterExit: ["exit", "the host is out of maintenance, but its VMs could not be read", LOOKS_FIRST],
  startUnseen: ["start VMs", "VMs were being started, but whether they run could not be checked", LOOKS_FIRST],
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
  `${speaker} names ${quoted(name, LONGEST_NAME)}, but ${found} of cluster ${clusterName}`;
const said = (message: string | undefined) => (message ? `"${message}"` : "it gives no reason");
const withPlace = (vm: Vm) => `${namesOf([vm])}${vm.hostName ? ` on ${vm.hostName}` : ""}`;
const withoutShutdown = (vms: readonly Vm[], consent: string) =>
  `the host cannot enter maintenance without shutting down ${countVms(vms.length)} that ${consent} does not cover: ${namesOf(vms)}`;
const notRunning = (vms: readonly RecordedVm[], what: string) =>
  `the host is out of maintenance, but ${countVms(vms.length)} that ran before ${what}: ${describeVms(vms)}`;

/** Every way in which a verb fails, by name. */
export const failures = {
  ...rows,

  hostNotShown: (about: About, server: string, hostId: string) => {
    const what = `${server} shows no host with the id ${JSON.stringify(hostId)} to this user`;
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
      : `shows neither the host nor any other host of its cluster ${clusterName} to this user`;
    const next = `check that the user may see the cluster and its hosts, then ${AGAIN}; ${GONE}`;
    return fail(about, "observe", `${server} ${shows}: the host may be hidden rather than gone`, next, true);
  },
  vmsHidden: (about: About, server: string, clusterName: string) => {
    const what = `${server} shows no VM of cluster ${clusterName} to this user: the VMs of the host may be hidden rather than gone`;
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
  hostTaken: (about: About, { session }: Host) => {
    const state = session?.state === "MAINTENANCE_MODE" ? "in maintenance" : "entering maintenance";
    const since = session?.enteredAt ? ` since ${session.enteredAt}` : "";
    const job = session?.jobId ? ` (maintenance job ${session.jobId})` : "";
    const what = `the host is already ${state}${since}${job}, and this resource did not put it there`;
    return fail(about, "observe", what, TAKE_OVER, true);
  },
  precheckRefused: (about: About, reason: string) => {
    const next = `fix the cause, or set timeouts.waitToEnter so that pulumi up waits for it to pass, ${UP_AGAIN}`;
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
    const who = holder ? ` (put there by the resource ${holder})` : "";
    const what = `CloudTower allows one host of a cluster in maintenance at a time, and ${other} already is${who}`;
    const rename = "name the resource after the cluster and change its hostId, so that the old host leaves first";
    const next = isOwn
      ? `${rename}; or remove the other resource from the program, run pulumi up, then add this one back`
      : `wait until ${other} has left maintenance, or set timeouts.waitToEnter so that pulumi up waits for it, ${UP_AGAIN}; in a program that goes from host to host, ${rename}`;
    return fail(about, "precheck", what, next, true).with({ mayPass: true });
  },
  /** @param first the host of the other resource */
  clusterClaimed: (about: About, first: string) => {
    const what = `CloudTower allows one host of a cluster in maintenance at a time, and another resource of this program enters ${first} of the same cluster`;
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
  /**
   * @param other the session that is on the host now
   * @param isRepeat an earlier entry of ours may still have VMs to give back
   */
  entryRefused: (about: About, other: string | undefined, isRepeat: boolean) => {
    const what = `CloudTower did not accept the request to enter maintenance${other ? `, and the host is in another session (${other})` : ""}`;
    if (isRepeat)
      return fail(
        about,
        "enter",
        what,
        `${FIX_UP}, or pulumi destroy to restore the VMs that the previous entry left off or moved`,
      );
    return fail(about, "enter", what, other ? TAKE_OVER : FIX_UP, !other);
  },
  entryRefusedHalfway: (about: About, vms: readonly RecordedVm[]) => {
    const what = `CloudTower refused to enter maintenance, but these VMs have already changed: ${describeVms(vms)}`;
    return fail(about, "enter", what, TRY_AGAIN);
  },
  /** @param running the VMs that still run on the host, as a clause; empty if none or unknown */
  entryUnseen: (about: About, running = "") =>
    fail(about, "enter", `the entry was submitted but could not be followed to its end${running}`, GO_ON),
  stillEntering: (about: About, running = "") =>
    fail(about, "enter", `the host did not finish entering maintenance in time${running}`, GO_ON),
  /** @param where a sentence that names the VMs that are not as before */
  entryFailed: (about: About, message: string | undefined, where: string) =>
    fail(about, "enter", `CloudTower's task to enter maintenance failed: ${said(message)}. ${where}`, TRY_AGAIN),
  /** @param reads the state that the host shows instead */
  entryWithoutEffect: (about: About, reads: string) =>
    fail(about, "enter", `the entry ended, but the host is not in maintenance (${reads})`, GO_ON),
  /** @param session the session that is on the host */
  notOurSession: (about: About, state: string, session: string) =>
    fail(about, "enter", `the host is ${state}, in a session that this resource did not start (${session})`, TAKE_OVER),
  /** @param session the session that is on the host */
  anotherStacks: (about: About, holder: string, session: string) => {
    const what = `the host is in a session (${session}) that belongs to the resource ${holder} of another stack`;
    const next =
      'let that stack end it, then run pulumi up again; or take it over anyway, so that this stack ends it: set ifAlreadyInMaintenance: "adopt" and onForeignSession: "exit"';
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
    fail(about, "exit", `the exit ended, but the host is not in use (${state})`, LOOKS_FIRST),
  /** @param by what shows that the session on the host is not ours; undefined if nothing shows whose it is */
  foreignSession: (about: About, there: string, ours: string, by: string | undefined) => {
    const which = by
      ? `the host is in a different maintenance session than ours, judged by ${by}`
      : "nothing that CloudTower shows tells whether this maintenance session is ours";
    const next =
      'let whoever started it end it, then run pulumi destroy again; or give up the resource with pulumi state delete; or end the session anyway: set onForeignSession: "exit", run pulumi up, then pulumi destroy';
    return fail(about, "exit", `${which}: on the host ${there}; ours ${ours}. It was left alone`, next);
  },
  notConnected: (about: About, status: string) => {
    const what = `CloudTower has no connection to the host (${status}), so the host cannot leave maintenance`;
    return fail(about, "exit", what, "switch the host on or connect it, then run pulumi destroy again");
  },
  cannotStart: (about: About, vms: readonly RecordedVm[]) =>
    fail(about, "start VMs", notRunning(vms, "cannot be started"), "start them by hand, then run pulumi destroy again"),
};

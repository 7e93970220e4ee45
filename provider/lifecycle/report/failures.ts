import { asName, said as saidBy } from "../../text/foreign";
import type { RecordedVm } from "../session/record";
import {
  type About,
  AGAIN,
  type FailedPhase,
  FIX_DESTROY,
  FIX_UP,
  fail,
  GO_ON,
  type LifecycleError,
  LOOKS_FIRST,
  TAKE_OVER,
  TRY_AGAIN,
} from "./failure";
import { refusals } from "./refusals";
import { countVms, describeVms } from "./words";

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
  hostGone: ["enter", "the host is gone from its cluster", "run pulumi destroy, or remove the host from the program"],
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

const said = (message: string | undefined) => (message ? saidBy(message) : "it gives no reason");
const notRunning = (vms: readonly RecordedVm[], what: string) =>
  `the host is out of maintenance, but ${countVms(vms.length)} that ran before ${what}: ${describeVms(vms)}`;

/** Every way in which a verb fails, by name. */
export const failures = {
  ...rows,

  ...refusals,

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
  /**
   * @param owner the resource that has the session
   * @param session the session that is on the host
   */
  anotherStacks: (about: About, owner: string, session: string) => {
    const what = `the host is in a session (${session}) that belongs to the resource ${owner}`;
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
    fail(about, "exit", `the exit ended, but the host is not in use (${asName(state)})`, LOOKS_FIRST),
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
    const what = `CloudTower has no connection to the host (${asName(status)}), so the host cannot leave maintenance`;
    const next =
      "switch the host on or connect it, then run pulumi destroy again; timeouts.waitToExit says how long it waits";
    return fail(about, "exit", what, next);
  },
  cannotStart: (about: About, vms: readonly RecordedVm[]) =>
    fail(about, "start VMs", notRunning(vms, "cannot be started"), "start them by hand, then run pulumi destroy again"),
};

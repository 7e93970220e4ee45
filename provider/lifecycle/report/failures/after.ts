import type { RecordedVm } from "../../session/record";
import { type About, commandOf, fail } from "../failure";
import { countVms, describeVms } from "../words";

const GO_ON = "run pulumi up to continue, or pulumi destroy to go back";
const TRY_AGAIN = "run pulumi up to try again, or pulumi destroy to start what was shut down and leave the host in use";
const LOOKS_FIRST = "run pulumi destroy again: it looks first what has been done";
const OR_ADOPT =
  'find out whose maintenance it is and let it end, then run pulumi up; or take it over with ifAlreadyInMaintenance: "adopt"';

const said = (message: string | undefined) => (message ? `"${message}"` : "it gives no reason");
const goOn = ({ verb }: About) => (verb === "delete" ? "run pulumi destroy again: it continues to wait" : GO_ON);

/** What can go wrong from the first call that changes something on. */
export const failuresAfter = {
  entryBrokenOff: (about: About) =>
    fail(about, "enter", "the entry was broken off", `${GO_ON}: both look first what has been done`),

  /**
   * @param other the session that is on the host now
   * @param isRepeat an earlier entry of ours may still have VMs to give back
   */
  entryRefused: (about: About, other: string | undefined, isRepeat: boolean) => {
    const elsewhere =
      'look in CloudTower whose session that is; let it end, or take it over with ifAlreadyInMaintenance: "adopt" and pulumi up';
    const next = isRepeat
      ? "fix what it says, then run pulumi up again, or pulumi destroy to give back what the entry before left"
      : "fix what it says, then run pulumi up again";
    const what = `CloudTower did not take the request to enter maintenance${other ? `, and the host is in another session (${other})` : ""}`;
    return fail(about, "enter", what, other && !isRepeat ? elsewhere : next, !isRepeat && !other);
  },

  entryRefusedHalfway: (about: About, vms: readonly RecordedVm[]) =>
    fail(
      about,
      "enter",
      `CloudTower refused to enter maintenance, and these VMs are not as before: ${describeVms(vms)}`,
      TRY_AGAIN,
    ),

  entryUnseen: (about: About) =>
    fail(about, "enter", "the entry was submitted, and could not be followed to its end", goOn(about)),

  stillEntering: (about: About) =>
    fail(about, "enter", "the host has not ended entering maintenance in time", goOn(about)),

  entryLost: (about: About) =>
    fail(
      about,
      "enter",
      "the answer to the request to enter maintenance was lost, and the host does not enter",
      "run pulumi up to enter, or pulumi destroy to leave it; both look first what became of the request",
    ),

  /** @param where the VMs that are not as before, as a sentence */
  entryFailed: (about: About, message: string | undefined, where: string) =>
    fail(about, "enter", `CloudTower's task to enter maintenance failed: ${said(message)}. ${where}`, TRY_AGAIN),

  /** @param reads what the host reads instead */
  entryWithoutEffect: (about: About, reads: string) =>
    fail(about, "enter", `the entry ended, and the host is not in maintenance (${reads})`, GO_ON),

  /** @param session the session that is on the host */
  notOurSession: (about: About, state: string, session: string) =>
    fail(about, "enter", `the host is ${state}, in a session that this resource did not start (${session})`, OR_ADOPT),

  handedOver: (about: About, holder: string) =>
    fail(
      about,
      "enter",
      `the session on the host was taken over by the resource ${holder}`,
      `let that resource end it, then run ${commandOf(about.verb)} again`,
    ),

  exitUnprepared: (about: About) => fail(about, "exit", "the exit could not be prepared", LOOKS_FIRST),

  otherTaskUnseen: (about: About) =>
    fail(
      about,
      "exit",
      "another task of the host could not be followed to its end",
      `run ${commandOf(about.verb)} again: it looks first what has been done`,
    ),

  exitRefused: (about: About) =>
    fail(
      about,
      "exit",
      "CloudTower did not take the request to exit maintenance",
      "fix what it says, then run pulumi destroy again",
    ),

  exitBrokenOff: (about: About) => fail(about, "exit", "the exit was broken off", LOOKS_FIRST),

  exitLost: (about: About) =>
    fail(
      about,
      "exit",
      "the answer to the request to exit maintenance was lost",
      "run pulumi destroy again: it looks first what became of the request",
    ),

  exitUnseen: (about: About) =>
    fail(about, "exit", "the exit was submitted, and could not be followed to its end", LOOKS_FIRST),

  exitFailed: (about: About, message: string | undefined, where: string) =>
    fail(
      about,
      "exit",
      `CloudTower's task to exit maintenance failed: ${said(message)}. ${where}`,
      "fix what it says, then run pulumi destroy again",
    ),

  exitWithoutEffect: (about: About, state: string) =>
    fail(about, "exit", `the exit ended, and the host is not in use (${state})`, LOOKS_FIRST),

  /** @param by what tells the session on the host from ours; undefined: nothing tells whether it is ours */
  foreignSession: (about: About, there: string, ours: string, by: string | undefined) =>
    fail(
      about,
      "exit",
      `${by ? `the host is in another maintenance than ours, by ${by}` : "nothing that CloudTower shows tells whether the maintenance of the host is ours"}: there ${there}; ours ${ours}. It is left alone`,
      'let whoever started it end it, then run pulumi destroy again; or give the resource up with pulumi state delete; or end it all the same: onForeignSession: "exit", pulumi up, pulumi destroy',
    ),

  notConnected: (about: About, status: string) =>
    fail(
      about,
      "exit",
      `CloudTower has no connection to the host (${status}), so it cannot come back into use`,
      "switch the host on or connect it, then run pulumi destroy again",
    ),

  vmsUnreadableAfterExit: (about: About) =>
    fail(about, "exit", "the host is out of maintenance, and its VMs could not be read", LOOKS_FIRST),

  startUnseen: (about: About) =>
    fail(about, "start VMs", "VMs were to be started, and whether they run could not be seen", LOOKS_FIRST),

  cannotStart: (about: About, vms: readonly RecordedVm[]) =>
    fail(
      about,
      "start VMs",
      `the host is out of maintenance, and ${countVms(vms.length)} that ran before cannot be started: ${describeVms(vms)}`,
      "start by hand what CloudTower cannot start, then run pulumi destroy again",
    ),

  notRunning: (about: About, vms: readonly RecordedVm[]) =>
    fail(
      about,
      "start VMs",
      `the host is out of maintenance, and ${countVms(vms.length)} that ran before do not run: ${describeVms(vms)}`,
      LOOKS_FIRST,
    ),
};

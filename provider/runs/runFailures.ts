import { type About, fail, type LifecycleError } from "../lifecycle";
import { asName, quoted } from "../text/foreign";
import type { Begun, RunRecord } from "./record";

/** Long enough for any command that fits a screen. */
const LONGEST_COMMAND = 200;
const LONGEST_PATH = 500;

/** Where a failed run leaves its host. */
export type Left = "in maintenance" | "in use";

const NEXT: Record<Left, string> = {
  "in maintenance":
    "look at the host, which stays in maintenance; fix the cause, then run pulumi up to go on from this stage, or pulumi destroy to bring the host back",
  "in use": "fix the cause, then run pulumi up to try again: the host is in use, its VMs are back",
};

function beginning({ at, machine, isTagged }: Begun): string {
  if (isTagged) return "the host's name tag says that it was begun on another machine, and its end is not known here";
  return at === undefined
    ? "the host was already in maintenance, and whether the command has run is not known here"
    : `it began at ${asName(at)} on ${asName(machine ?? "an unknown machine")}, and its end is not recorded`;
}

const command = (name: string, text: string) => `${name} (${quoted(text, LONGEST_COMMAND)})`;

/** Every way in which a run fails besides those of its entry and exit, by name. */
export const runFailures = {
  /** @param how it ended, as in "exit code 3" */
  commandFailed: (about: About, name: string, text: string, how: string, left: Left) =>
    fail(about, name === "verify" ? "verify" : "run", `${command(name, text)} failed: ${how}`, NEXT[left]),
  unlessFailed: (about: About, text: string, how: string) =>
    fail(
      about,
      "gate",
      `${command("unless", text)} did not say whether there is anything to do: ${how}`,
      "fix the command: exit code 0 must mean that there is nothing to do, and any other code below 126 that there is; then run pulumi up again",
      true,
    ),
  /**
   * @param begun what is known of the start of the command
   * @param until when its time limit ends it at the latest, if that is still to come
   */
  interrupted: (about: About, text: string, begun: Begun, until: string | undefined) => {
    const [waits, from] =
      until === undefined
        ? ["", ""]
        : [
            `, which waits until ${asName(until)}, when its time limit has ended it`,
            `: from ${asName(until)} on, or at once on the machine where it ran`,
          ];
    const next = `find out whether the command has ended, and what it did; to run it (again), set ifInterrupted: "rerun" and run pulumi up${waits}; if its work is done, or is no longer wanted, run pulumi destroy to bring the host back${from}`;
    return fail(about, "run", `whether ${command("run", text)} is done is not known: ${beginning(begun)}`, next);
  },
  /** @param until when its time limit ends it at the latest */
  mayStillRun: (about: About, text: string, begun: Begun, until: string) => {
    const what = `${command("run", text)} may still be running: ${beginning(begun)}`;
    const there = begun.machine === undefined ? "" : "run {command} on that machine, which waits for the command; or ";
    const next = `${there}run {command} ${there === "" ? "" : "here "}after ${asName(until)}, when its time limit has ended it`;
    return fail(about, "run", what, next, true);
  },
  endedTwice: (about: About) =>
    fail(
      about,
      "run",
      "somebody took the host out of maintenance, and did so again after this run had entered once more",
      "find out who does that, then run pulumi up again",
    ),
  /** @param session the one that is on the host */
  anotherSession: (about: About, session: string) =>
    fail(
      about,
      "run",
      `somebody ended the session of this run, and the host is in another one (${session})`,
      "let whoever started it end it, then run {command} again: the run goes on, and gives back what is owed",
    ),
  hostUnreadable: (about: About) =>
    fail(
      about,
      "observe",
      "the host could not be read",
      "check cloudtower:server and the credentials, then run {command} again",
    ),
  /** @param urn of the resource */
  notDone: (about: About, phase: string, urn: string) =>
    fail(
      about,
      "exit",
      `the program no longer has the run, which is not done (it is ${phase}): its host may be in maintenance`,
      `put it back into the program, or bring the host back first: run pulumi destroy --target '${urn}', then pulumi up`,
      true,
    ),
  /** @param where the file of the notes */
  notesOfAnotherHost: (about: About, { hostId, hostName, phase }: RunRecord, where: string) =>
    fail(
      about,
      "observe",
      `an earlier run of this resource was on the host ${asName(hostName)}, which it may have left in maintenance: it was ${phase}, and the state does not know it`,
      `name that host in the program again (hostId ${asName(hostId)}) and run pulumi up, then go on to this one; or, if that host was already brought back from another machine, move ${quoted(where, LONGEST_PATH)} out of the way`,
      true,
    ),
  notesUnreadable: (about: About) =>
    fail(about, "observe", "the notes of the run could not be read", "fix the cause, then run {command} again", true),
  notesUnwritable: (about: About) =>
    fail(about, "run", "the notes of the run could not be written", "fix the cause, then run {command} again"),
  commandNotStarted: (about: About, name: string) =>
    fail(about, "run", `${name} could not be started`, "fix the cause, then run {command} again"),
} satisfies Record<string, (about: About, ...more: never[]) => LifecycleError>;

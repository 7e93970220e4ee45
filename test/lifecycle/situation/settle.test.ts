// Which readings of a host count at once, and which have to last.
import { describe, expect, it } from "vitest";
import type { Host } from "../../../provider/cloudtower";
import type { Context } from "../../../provider/lifecycle";
import type { SessionRecord } from "../../../provider/lifecycle/session/record";
import { fits, settledHost } from "../../../provider/lifecycle/situation/settle";
import { VirtualClock } from "../../shared/virtualClock";
import {
  entering,
  host,
  IN_USE,
  inMaintenance,
  minutes,
  type RunSoFar,
  record,
  run,
  sent,
  submitted,
  task,
} from "../evidence";

type Case = [title: string, isBelieved: boolean, host: Host, run?: RunSoFar, record?: SessionRecord];

const OURS = inMaintenance({ jobId: "job-1", enteredAt: minutes(1) });
const NAMELESS = inMaintenance();
/** What some servers occasionally show for a host in a session. */
const WITHOUT_SESSION = host();
const strange = host({ session: { state: "REMOVING" } });
const ended = { exitTask: task("SUCCESSED") };

function check(title: string, cases: Case[]) {
  describe(title, () => {
    it.each(cases)("%s", (_, isBelieved, shown, soFar = {}, known = record()) => {
      expect(fits(shown, known, run(soFar))).toBe(isBelieved);
    });
  });
}

check("before this run has sent anything", [
  ["a session is believed", true, OURS],
  ["another's session is believed", true, inMaintenance({ jobId: "job-2" })],
  ["an entry is believed", true, entering({ enteredAt: minutes(1) })],
  ["in use after a session is believed", true, IN_USE],
  ["a strange state with an id is believed", true, host({ session: { state: "REMOVING", jobId: "job-1" } })],
  ["no session at all is not", false, WITHOUT_SESSION],
  ["a session without id and time is not, if we know ours", false, NAMELESS],
  ["an entry without id and time is not, if we know ours", false, entering()],
  ["a strange state without id and time is not, if we know ours", false, strange],
  ["it is not if we know only its id", false, NAMELESS, {}, submitted({ maintenanceJobId: "job-1" })],
  ["it is not if we know only its time", false, NAMELESS, {}, submitted({ enteredAt: minutes(1) })],
  ["it is if we know neither", true, NAMELESS, {}, submitted()],
  ["a session of which only the id is reported is believed", true, inMaintenance({ jobId: "job-1" })],
  ["a session of which only the time is reported is believed", true, inMaintenance({ enteredAt: minutes(1) })],
]);

check("after an entry of this run", [
  ["in use is not believed if it was accepted", false, IN_USE, { entry: sent.accepted() }],
  ["in use is not believed if its answer was lost", false, IN_USE, { entry: sent.lost() }],
  ["in use is not believed if a second call was refused", false, IN_USE, { entry: sent.refused(1) }],
  [
    "in use is not believed though its task succeeded",
    false,
    IN_USE,
    { entry: sent.accepted(), entryTask: task("SUCCESSED") },
  ],
  ["in use is believed once its task has failed", true, IN_USE, { entry: sent.accepted(), entryTask: task("FAILED") }],
  ["in use is believed if it was refused", true, IN_USE, { entry: sent.refused() }],
  ["in use is believed if it was not sent", true, IN_USE, { entry: sent.notSent() }],
  ["an entry is believed", true, entering({ jobId: "job-1" }), { entry: sent.accepted() }],
  [
    "no session at all is not believed, even once its task has failed",
    false,
    WITHOUT_SESSION,
    { entry: sent.accepted(), entryTask: task("FAILED") },
  ],
]);

check("after an exit of this run", [
  ["in use is believed if CloudTower names the session that ended", true, IN_USE, { exit: sent.accepted() }],
  ["in use is believed if the answer was lost", true, IN_USE, { exit: sent.lost() }],
  ["no session at all is not believed before its task has ended", false, WITHOUT_SESSION, { exit: sent.accepted() }],
  ["no session at all is believed after that", true, WITHOUT_SESSION, { exit: sent.accepted(), ...ended }],
  [
    "no session at all is not believed if its task failed",
    false,
    WITHOUT_SESSION,
    { exit: sent.accepted(), exitTask: task("FAILED") },
  ],
  ["no session at all is believed if it was done at once", true, WITHOUT_SESSION, { exit: sent.done() }],
  ["no session at all is not believed if the answer was lost", false, WITHOUT_SESSION, { exit: sent.lost(), ...ended }],
  ["in maintenance is believed while it goes on", true, OURS, { exit: sent.accepted() }],
  ["in maintenance is believed if its task failed", true, OURS, { exit: sent.accepted(), exitTask: task("FAILED") }],
  ["in maintenance is not believed if its task succeeded", false, OURS, { exit: sent.accepted(), ...ended }],
  ["a session without id and time is believed while it goes on", true, NAMELESS, { exit: sent.accepted() }],
  [
    "it is not an exit if it was refused: no session at all is not believed",
    false,
    WITHOUT_SESSION,
    { exit: sent.refused(), ...ended },
  ],
  ["it is not an exit if it was refused: in maintenance is believed", true, OURS, { exit: sent.refused(), ...ended }],
]);

describe("a host that is not shown", () => {
  const NOTHING_DONE = {};
  /** Reads the host at these moments, in seconds; what is not listed as shown is absent. Each reading takes its time. */
  async function settled(shown: readonly boolean[], secondsEach: number) {
    const clock = new VirtualClock();
    const looks = [...shown];
    const cloudTower = {
      host: async () => {
        const isShown = looks.shift() ?? true;
        await clock.sleep(secondsEach * 1_000);
        return isShown ? OURS : undefined;
      },
    };
    const context = { cloudTower, clock, signal: new AbortController().signal } as unknown as Context;
    return settledHost(context, "host-1", record(), NOTHING_DONE);
  }

  it("is gone only after half a minute without it", async () => {
    expect(await settled([false, false, false, true], 5)).toEqual(OURS);
    expect(
      await settled(
        Array.from({ length: 200 }, () => false),
        1,
      ),
    ).toBeUndefined();
  });

  it("is not gone by two absences with nothing known in between", async () => {
    expect(await settled([false, false, true], 40)).toEqual(OURS);
  });
});

// Two runners with nothing in common but Pulumi's backend, a real PostgreSQL: what one of them leaves behind when it is killed, the
// other one goes on with, as the README says.
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { Fleet } from "../reliability/engine/fleet.js";
import { gone } from "../reliability/engine/kills.js";
import type { Point } from "../reliability/engine/points.js";
import { wrongAtTheEnd } from "../reliability/wrongAtTheEnd.js";
import { readySetup, STACK_TRACE } from "./harness/index.js";
import { type Postgres, startPostgres } from "./harness/postgres.js";

/** Where each of seven hosts is when the runner is killed in `up`. */
const IN_UP: Record<string, Point> = {
  "before the enter call": { operation: "EnterMaintenanceModePreCheck", part: 0, nth: 0, at: "answer" },
  "the enter call on its way": { operation: "EnterMaintenanceMode", part: 1, nth: 0, at: "request" },
  "the enter call accepted": { operation: "EnterMaintenanceMode", part: 1, nth: 0, at: "answer" },
  "while entering": { operation: "GetTasks", part: 1, nth: 0, at: "request" },
  "while entering, session known": { operation: "GetHosts", part: 1, nth: 0, at: "answer" },
  "entered, not yet seen": { operation: "GetTasks", part: 1, nth: "last", at: "request" },
  "entered, not yet saved": { operation: "GetVms", part: 1, nth: 0, at: "answer" },
};

/** And in `destroy`. */
const IN_DESTROY: Record<string, Point> = {
  "before the exit call": { operation: "GetVms", part: 0, nth: 0, at: "answer" },
  "the exit call on its way": { operation: "ExitMaintenanceMode", part: 1, nth: 0, at: "request" },
  "the exit call accepted": { operation: "ExitMaintenanceMode", part: 1, nth: 0, at: "answer" },
  "while exiting": { operation: "GetTasks", part: 1, nth: 0, at: "request" },
  "out, not yet seen": { operation: "GetTasks", part: 1, nth: "last", at: "request" },
  "a VM being started": { operation: "StartVm", part: 2, nth: 0, at: "answer" },
  "given back, not yet saved": { operation: "GetVms", part: 2, nth: 1, at: "answer" },
};

const ENTER: Point = { operation: "EnterMaintenanceMode", part: 1, nth: 0, at: "request" };

/** As the README quotes it. */
const LOCKED = "the stack is currently locked by 1 lock(s)";

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 300_000);
afterAll(() => postgres?.stop());

async function openRunners(size: number, table: string): Promise<[Fleet, Fleet]> {
  const [one, other] = await Fleet.openRunners(readySetup(), 2, size, `${postgres.url}&table=${table}`);
  if (!one || !other) throw new Error("there are two");
  onTestFinished(async () => {
    await other.dispose();
    await one.dispose();
  });
  return [one, other];
}

/** Kills engine and provider of a runner with each host at its point, and lets CloudTower finish what it has begun. */
async function killed(runner: Fleet, command: "up" | "destroy", points: Record<string, Point>): Promise<void> {
  const run = await runner.startHeld(command, Object.values(points));
  run.killTree();
  await run.done;
  await gone(run);
  for (const { tower } of runner.members) tower.letGo("after a look at the host");
}

it("killed at seven stages of up, and later of destroy: the other runner goes on, no VM is left off and no call sent twice", async () => {
  const [a, b] = await openRunners(Object.keys(IN_UP).length, "killed");
  await killed(a, "up", IN_UP);

  const before = requests(b);
  const locked = await b.run("up");
  expect(locked.code).not.toBe(0);
  expect(locked.all).toContain(LOCKED);
  expect(locked.all).toContain("`pulumi cancel`");
  expect(locked.all).toMatch(/created by \S+@\S+ \(pid \d+\) at \d{4}-/);
  expect(requests(b)).toBe(before);
  expect(await b.cancel()).toSucceed();

  // Without the journal of A, nothing shows whose sessions these are.
  const refused = await b.run("up");
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain('ifAlreadyInMaintenance: "adopt"');
  expect(refused.all).not.toMatch(STACK_TRACE);
  await b.setArguments({ ifAlreadyInMaintenance: "adopt" });
  expect(await b.run("up")).toSucceed();
  expect(statesOf(b)).toEqual(b.members.map(() => "MAINTENANCE_MODE"));
  expect(await b.run("refresh", ["--clear-pending-creates"])).toSucceed();
  const { deployment } = await b.project.exportStack();
  expect(deployment.pending_operations ?? []).toEqual([]);

  await killed(b, "destroy", IN_DESTROY);
  // A still has the notes of its own dead run.
  expect(await a.cancel()).toSucceed();
  expect(await a.run("destroy")).toSucceed();
  expect((await a.project.exportStack()).deployment.resources ?? []).toEqual([]);
  const wrongs = await Promise.all(
    a.members.map(async (member) => {
      const receipts = [...(await a.receiptsOf(member)), ...(await b.receiptsOf(member))];
      return wrongAtTheEnd(member.tower.simulator, `node-1${member.suffix}`, member.before, receipts);
    }),
  );
  const stages = Object.keys(IN_UP).map((inUp, index) => `${inUp}; ${Object.keys(IN_DESTROY)[index]}`);
  expect(Object.fromEntries(stages.map((stage, index) => [stage, wrongs[index]]))).toEqual(
    Object.fromEntries(stages.map((stage) => [stage, { lost: [], doubled: [], other: [] }])),
  );
});

it("started at once: the lock lets at most one runner in, and tells the other one whose it is", async () => {
  const runners = await openRunners(1, "at_once");
  const [{ members }] = runners;
  const held = Promise.all(members.map(({ tower }) => tower.arm(ENTER)));
  const both = Promise.all(runners.map((runner) => runner.run("up")));
  // Each looks for the lock of the other after writing its own, so both may give up.
  await Promise.race([held, both]);
  for (const { tower } of members) tower.letGo("at once");
  const refused = (await both).filter(({ code }) => code !== 0);
  expect(refused.length).toBeGreaterThan(0);
  for (const { all } of refused) expect(all).toContain(LOCKED);

  expect(await runners[1].run("up")).toSucceed();
  expect(await runners[0].run("destroy")).toSucceed();
  for (const { tower, suffix, before } of members) {
    expect(wrongAtTheEnd(tower.simulator, `node-1${suffix}`, before, [])).toEqual({ lost: [], doubled: [], other: [] });
  }
});

function statesOf({ members }: Fleet): string[] {
  return members.map(({ suffix, tower }) => tower.simulator.host(`node-1${suffix}`).state);
}

function requests({ members }: Fleet): number {
  return members.reduce((sum, { tower }) => sum + tower.simulator.requests.length, 0);
}

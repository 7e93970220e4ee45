// Which VMs a failed task has left off, and which were shut down recently.
import { describe, expect, it } from "vitest";
import type { Task, Vm } from "../../../provider/cloudtower";
import { asHavingRun, leftByTasks, offSince, sinceLastSession } from "../../../provider/lifecycle/vms/windows";
import { minutes, task, vm } from "../evidence";

const off = { powerState: "STOPPED" };
const failed = (startedAfter: number, finishedAfter: number): Task =>
  task("FAILED", { startedAt: minutes(startedAfter), finishedAt: minutes(finishedAfter) });
/** The VM `a`, off since this many minutes. */
const stopped = (after: number, change: Partial<Vm> = {}) =>
  vm("a", { ...off, lastShutdownTime: minutes(after), ...change });
const WINDOW = [failed(10, 20)];

const names = (vms: readonly Vm[]) => vms.map(({ name }) => name);

describe("a failed task has left off", () => {
  it.each<[string, boolean, Vm, Task[]?]>([
    ["a VM that went off while it ran", true, stopped(15)],
    ["a VM that went off at its begin", true, stopped(10)],
    ["a VM that went off at its end", true, stopped(20)],
    [
      "a VM that went off in the second of its begin, which VMs tell in whole seconds",
      true,
      stopped(10),
      [task("FAILED", { startedAt: minutes(10 + 0.9 / 60), finishedAt: minutes(20) })],
    ],
    [
      "a VM that went off in the second of its end, which CloudTower tells in whole seconds",
      true,
      stopped(20 + 0.4 / 60),
    ],
    ["a VM that went off while one of several ran", true, stopped(35), [failed(10, 20), failed(30, 40)]],
    ["no VM that went off before", false, stopped(9)],
    ["no VM that went off after", false, stopped(21)],
    ["no VM that went off between two", false, stopped(25), [failed(10, 20), failed(30, 40)]],
    ["no VM that runs again", false, stopped(15, { powerState: "RUNNING" })],
    ["no VM in the recycle bin", false, stopped(15, { inRecycleBin: true })],
    ["no VM whose last shutdown is not known", false, vm("a", off)],
    ["no VM if its begin is not known", false, stopped(15), [task("FAILED", { finishedAt: minutes(20) })]],
    ["no VM if its end is not known", false, stopped(15), [task("FAILED", { startedAt: minutes(10) })]],
    ["no VM if there is no task", false, stopped(15), []],
  ])("%s", (_, has, given, tasks = WINDOW) => {
    expect(names(leftByTasks(tasks, [given], "host-1").owed)).toEqual(has ? ["a"] : []);
  });

  it("VMs of its host or of none, which are owed, and VMs of others, which are only told", () => {
    const vms = [
      stopped(15),
      { ...stopped(15), name: "b", hostId: undefined } as unknown as Vm,
      stopped(15, { name: "c", hostId: "host-2" }),
    ];
    const { owed, elsewhere } = leftByTasks(WINDOW, vms, "host-1");
    expect([names(owed), names(elsewhere)]).toEqual([["a", "b"], ["c"]]);
  });
});

describe("the failed tasks of a host that count", () => {
  const tasks = [failed(0, 5), failed(0, 10), failed(20, 30)];
  it("are those that ended after its last session began", () => {
    expect(sinceLastSession(tasks, minutes(10))).toEqual([failed(0, 10), failed(20, 30)]);
  });

  it("all if no session is known", () => {
    expect(sinceLastSession(tasks, undefined)).toEqual(tasks);
  });

  it("none whose end is not known", () => {
    expect(sinceLastSession([task("FAILED")], minutes(10))).toEqual([]);
  });
});

it("VMs that went off after a point in time are found", () => {
  const vms = [
    stopped(9, { name: "before" }),
    stopped(10, { name: "then" }),
    stopped(11, { name: "after" }),
    stopped(12, { name: "runs", powerState: "RUNNING" }),
    vm("untold", off),
  ];
  expect(names(offSince(vms, Date.parse(minutes(10))))).toEqual(["then", "after"]);
});

it("a VM that a task left off is recorded as having run, with the time of its shutdown if that is reported", () => {
  expect(asHavingRun(stopped(15))).toEqual({
    vmUuid: "a",
    vmName: "a",
    powerState: "RUNNING",
    lastShutdownTime: minutes(15),
  });
  expect(Object.keys(asHavingRun(vm("a", off)))).not.toContain("lastShutdownTime");
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { fromPs, groupOf, isRunning, processWith } from "../../provider/commands/processes";
import { kill } from "./commandLab";

it("a process is known by its start time, with its group, until it ends", async () => {
  const child = spawn("sh", ["-c", "sleep 1000 & echo begun; wait"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const pid = child.pid as number;
  onTestFinished(() => kill(-pid));
  await once(child.stdout, "data");
  const leader = processWith(pid);
  if (!leader) throw new Error("it has ended");
  expect(isRunning(leader)).toBe(true);
  expect(isRunning({ ...leader, startTime: "0" })).toBe(false);
  expect(groupOf(leader)).toHaveLength(2);
  expect(groupOf({ ...leader, startTime: "0" })).toEqual([]);
  // As it is done on systems without /proc.
  expect(fromPs(pid)).toEqual([
    { pid, group: pid, startTime: expect.stringMatching(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4}$/) },
  ]);
  expect(fromPs().filter(({ group }) => group === pid)).toHaveLength(2);
  const isGone = once(child, "exit");
  kill(-pid);
  await isGone;
  expect(isRunning(leader)).toBe(false);
  expect(fromPs(pid)).toEqual([]);
});

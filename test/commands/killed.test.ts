import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { expect, it } from "vitest";
import { commandIn } from "../../provider/commands";
import { launch } from "../../provider/commands/launch";
import { processWith } from "../../provider/commands/processes";
import { descendants } from "../../scripts/processTree";
import { follow, kill, recordDirectory, run, specOf, start, startOf } from "./commandLab";

const LONG = "sleep 1000";

it("a command outlives who started it, and another process follows it to its end", async () => {
  const directory = recordDirectory();
  const go = join(dirname(directory), "go");
  const spec = specOf(`echo begun; until test -e ${go}; do sleep 0.05; done; echo over; exit 5`, { directory });
  const starter = spawn(
    process.execPath,
    ["--import", "tsx", join(__dirname, "starter/main.ts"), JSON.stringify(spec)],
    {
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    },
  );
  await once(starter.stdout, "data");
  // What kills a process with everything below it does not find the command.
  const below = descendants(starter.pid as number).map(({ pid }) => pid);
  const { wrapper, command } = startOf(directory);
  for (const { pid } of [wrapper, command]) expect(below).not.toContain(pid);
  const isGone = once(starter, "exit");
  kill(-(starter.pid as number));
  await isGone;
  const { lines, end, seen } = follow(directory);
  await seen("begun");
  expect(await commandIn(directory)).toMatchObject({ is: "running" });
  await writeFile(go, "");
  expect(await end).toMatchObject({ is: "ended", exitCode: 5, output: "begun\nover\n" });
  expect(lines).toEqual(["begun", "over"]);
});

it("without its wrapper a command still runs, and is lost when it ends", async () => {
  const directory = await start(`echo begun; ${LONG}`);
  const { end, seen, lines } = follow(directory);
  await seen("begun");
  const { wrapper, command, startedAt } = startOf(directory);
  kill(wrapper.pid);
  await gone(wrapper.pid);
  expect(await commandIn(directory)).toEqual({ is: "running", startedAt, pid: command.pid });
  kill(-command.pid);
  expect(await end).toEqual({ is: "lost", startedAt });
  expect(await commandIn(directory)).toEqual({ is: "lost", startedAt });
  expect(lines).toEqual(["begun"]);
});

it("it runs as long as anything that it started, because nobody saw its shell end", async () => {
  const directory = await start(`${LONG} & echo begun; wait`);
  await follow(directory).seen("begun");
  const { wrapper, command, startedAt } = startOf(directory);
  kill(wrapper.pid);
  kill(command.pid);
  await gone(wrapper.pid);
  await gone(command.pid);
  const state = await commandIn(directory);
  expect(state).toEqual({ is: "running", startedAt, pid: expect.any(Number) });
  expect(state).not.toMatchObject({ pid: command.pid });
  kill(-command.pid);
  expect(await follow(directory).end).toEqual({ is: "lost", startedAt });
});

it("processes that got the same numbers later are not taken for the wrapper and its command", async () => {
  const directory = await start(LONG);
  const before = startOf(directory);
  rewrite(directory, {
    wrapper: { ...before.wrapper, startTime: "0" },
    command: { ...before.command, startTime: "0" },
  });
  expect(await commandIn(directory)).toEqual({ is: "lost", startedAt: before.startedAt });
  rewrite(directory, before);
});

it("nor are those of another machine, or after a reboot", async () => {
  const directory = await start(LONG);
  const before = startOf(directory);
  const { startedAt, machine } = before;
  rewrite(directory, { machine: { ...machine, boot: "another" } });
  expect(await commandIn(directory)).toEqual({ is: "lost", startedAt });
  rewrite(directory, { machine: { name: "elsewhere-1", boot: "another" } });
  expect(await commandIn(directory)).toEqual({ is: "lost", startedAt, elsewhere: "elsewhere-1" });
  rewrite(directory, before);
});

it("an end that is on record is an end, whoever reads it", async () => {
  const { directory, ended } = await run("true");
  rewrite(directory, { machine: { name: "elsewhere-1", boot: "another" } });
  expect(await commandIn(directory)).toEqual(ended);
});

it("nothing was started where nothing is", async () => {
  const directory = recordDirectory();
  expect(await commandIn(directory)).toEqual({ is: "absent" });
  await expect(follow(directory).end).rejects.toThrow("no command was started");
});

it("a start that was killed halfway is called off: a wrapper that is late starts nothing", async () => {
  const directory = recordDirectory();
  mkdirSync(directory);
  utimesSync(directory, 0, 0);
  expect(await commandIn(directory)).toEqual({ is: "absent" });
  const ran = join(dirname(directory), "ran");
  const { error } = await launch({ ...specOf(`touch ${ran}`, { directory }), graceMs: 100 });
  expect(error).toMatch("called it off");
  expect(await commandIn(directory)).toEqual({ is: "absent" });
  expect(existsSync(ran)).toBe(false);
});

it("a start that is on its way is waited for", async () => {
  const directory = recordDirectory();
  mkdirSync(directory);
  const asked = commandIn(directory);
  const { error } = await launch({ ...specOf("true", { directory }), graceMs: 100 });
  expect(error).toBeUndefined();
  expect(await asked).not.toEqual({ is: "absent" });
});

it("a wrapper that hears only half of what to run starts nothing", async () => {
  const directory = recordDirectory();
  mkdirSync(directory);
  const whole = JSON.stringify({ ...specOf("true", { directory }), graceMs: 100 });
  const wrapper = spawn(process.execPath, [join(__dirname, "../../dist/commands/wrapper.js")], {
    cwd: tmpdir(),
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  (wrapper.stdio[4] as Writable).end(whole.slice(0, -10));
  await once(wrapper, "exit");
  expect(existsSync(join(directory, "start.json"))).toBe(false);
});

it("a record that is damaged or newer is not guessed at", async () => {
  const { directory } = await run("true");
  const file = join(directory, "end.json");
  writeFileSync(file, "{");
  await expect(commandIn(directory)).rejects.toThrow(`${file} is damaged`);
  writeFileSync(file, JSON.stringify({ version: 2 }));
  await expect(commandIn(directory)).rejects.toThrow("newer version");
});

function rewrite(directory: string, changes: object): void {
  const file = join(directory, "start.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...changes }));
}

/** A process that is nobody's child leaves without an event. */
async function gone(pid: number): Promise<void> {
  await expect.poll(() => processWith(pid)).toBeUndefined();
}

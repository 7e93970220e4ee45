import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { commandIn, startCommand } from "../../provider/commands";
import { follow, recordDirectory, run, specOf, start } from "./commandLab";

it("a command that was started runs, on record, until it ends", async () => {
  const directory = recordDirectory();
  const door = join(dirname(directory), "door");
  execFileSync("mkfifo", [door]);
  await start(`read -r line < ${door}; echo got $line; exit 3`, { directory });
  expect(await commandIn(directory)).toMatchObject({ is: "running", pid: expect.any(Number) });
  const { lines, end } = follow(directory);
  await writeFile(door, "it\n");
  const ended = await end;
  expect(ended).toMatchObject({ is: "ended", exitCode: 3, signal: undefined, isTimedOut: false, left: 0 });
  expect(ended).toMatchObject({ output: "got it\n" });
  expect(lines).toEqual(["got it"]);
  expect(await commandIn(directory)).toEqual(ended);
});

it("only its owner can read the record, and nothing else is left in it", async () => {
  const { directory } = await run("umask 000; echo printed");
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  const files = readdirSync(directory).sort();
  expect(files).toEqual(["end.json", "output.log", "start.json"]);
  for (const file of files) expect(statSync(join(directory, file)).mode & 0o777, file).toBe(0o600);
});

it("a command that a signal ends has no exit code", async () => {
  const { ended } = await run("kill -KILL $$");
  expect(ended).toMatchObject({ exitCode: undefined, signal: "SIGKILL", isTimedOut: false });
});

it("a directory is for one command", async () => {
  const { directory, ended } = await run("echo first");
  await expect(start("echo second", { directory })).rejects.toThrow("EEXIST");
  expect(await commandIn(directory)).toEqual(ended);
});

it("a command that cannot be started leaves no record", async () => {
  const nowhere = specOf("true", { cwd: "/nowhere" });
  await expect(startCommand(nowhere)).rejects.toThrow("there is no such directory");
  // Longer than the system takes.
  const long = specOf(`true ${"x".repeat(4_000_000)}`);
  await expect(startCommand(long)).rejects.toThrow(/could not be started: .*E2BIG/);
  for (const { directory } of [nowhere, long]) {
    expect(existsSync(directory)).toBe(false);
    expect(await commandIn(directory)).toEqual({ is: "absent" });
  }
});

it("a command gets its environment and nothing of ours", async () => {
  const { lines } = await run("/usr/bin/env", { env: { ONLY: "this", CLOUDTOWER_REASON: "two words" } });
  // Shells add these themselves.
  const given = lines.filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line));
  expect(given.sort()).toEqual(["CLOUDTOWER_REASON=two words", "ONLY=this"]);
});

it("a command that reads its standard input finds the end of it", async () => {
  const { lines } = await run("cat; echo over");
  expect(lines).toEqual(["over"]);
});

it.runIf(process.platform === "linux")("a command inherits no open file", async () => {
  const script = "ls /proc/$$/fd";
  const { lines } = await run(script);
  // Which may include what this process inherited itself.
  const usual = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim().split("\n");
  expect(lines.filter((fd) => !usual.includes(fd))).toEqual([]);
});

it("both outputs keep their order, and can be opened by name", async () => {
  const { lines } = await run("echo one; echo two >&2; echo three > /dev/stderr; echo four > /dev/stdout");
  expect(lines).toEqual(["one", "two", "three", "four"]);
});

it("a script sees what it would see by sh -c", async () => {
  const { lines } = await run(`echo "$0 $# $(pwd)"; echo 'a"b' "c'd" $((1 + 1)); false && echo never`, {
    cwd: tmpdir(),
  });
  expect(lines).toEqual([`sh 0 ${tmpdir()}`, `a"b c'd 2`]);
});

it("Windows is told so", async () => {
  const spec = specOf("true");
  const { platform } = process;
  Object.defineProperty(process, "platform", { value: "win32" });
  onTestFinished(() => void Object.defineProperty(process, "platform", { value: platform }));
  await expect(startCommand(spec)).rejects.toThrow("on Windows, run Pulumi in WSL");
});

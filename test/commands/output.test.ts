import { mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { commandIn } from "../../provider/commands";
import { launch } from "../../provider/commands/launch";
import { follow, recordDirectory, run, specOf, start } from "./commandLab";

const MB = 1_000_000;

it("a command may print 100 MB: the first and the last of it are kept, and few lines are shown", async () => {
  const before = process.memoryUsage.rss();
  let most = before;
  const directory = await start("echo first; seq 100000000 111000000; echo last");
  const { lines, end } = follow(directory);
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const began = performance.now();
  const ended = await end.finally(() => clearInterval(watch));
  const most21ASecond = () => 21 * (Math.ceil((performance.now() - began) / 1_000) + 2);

  const log = readFileSync(join(directory, "output.log"), "utf8");
  expect(log.length).toBeLessThan(4 * MB);
  expect(log.startsWith("first\n100000000\n")).toBe(true);
  expect(log.endsWith("\n111000000\nlast\n")).toBe(true);
  const [notice, leftOut] = /\n\[… (\d+) bytes left out …\]\n/.exec(log) ?? [];
  expect(Buffer.byteLength(log) - Buffer.byteLength(notice ?? "") + Number(leftOut)).toBe(110_000_021);

  expect(lines.slice(0, 2)).toEqual(["first", "100000000"]);
  expect(lines.slice(-2)).toEqual(["111000000", "last"]);
  expect(lines.length).toBeLessThan(most21ASecond());
  // None of them was cut where something was left out.
  const odd = lines.filter((line) => !/^(1\d{8}|first|last|\[… .+ left out …\])$/.test(line));
  expect(odd).toEqual([]);
  if (ended.is !== "ended") throw new Error(ended.is);
  expect(ended.output.endsWith("\n111000000\nlast\n")).toBe(true);
  expect(ended.output.length).toBeLessThanOrEqual(4_096);
  expect(most - before).toBeLessThan(100 * MB);

  // Who comes later sees the beginning and the end, too.
  const later = follow(directory);
  await later.end;
  expect([...later.lines.slice(0, 1), ...later.lines.slice(-1)]).toEqual(["first", "last"]);
  expect(later.lines.length).toBeLessThan(most21ASecond());
});

it("lines come while the command runs", async () => {
  const directory = recordDirectory();
  const go = join(dirname(directory), "go");
  await start(`printf 'one\\ntwo\\n'; until test -e ${go}; do sleep 0.05; done; printf three`, { directory });
  const { lines, end, seen } = follow(directory);
  await seen("two");
  expect(await commandIn(directory)).toMatchObject({ is: "running" });
  await writeFile(go, "");
  await end;
  expect(lines).toEqual(["one", "two", "three"]);
});

it("who follows may stop, and the command goes on", async () => {
  const directory = await start("echo begun; sleep 1000");
  const stop = new AbortController();
  const { end, seen } = follow(directory, stop);
  await seen("begun");
  stop.abort(new Error("enough"));
  await expect(end).rejects.toThrow("enough");
  expect(await commandIn(directory)).toMatchObject({ is: "running" });
});

it("output between the first segment and the end of a command is joined without a gap", async () => {
  const { directory, ended } = await run("seq 1 300000; echo over");
  const log = readFileSync(join(directory, "output.log"), "utf8");
  expect(log).toBe(`${Array.from({ length: 300_000 }, (_, index) => index + 1).join("\n")}\nover\n`);
  expect(ended.output.endsWith("300000\nover\n")).toBe(true);
});

it("a command that prints nothing has no output", async () => {
  const { directory, lines, ended } = await run("true");
  expect(ended.output).toBe("");
  expect(lines).toEqual([]);
  expect(() => statSync(join(directory, "output.log"))).toThrow("ENOENT");
});

it("what a command prints cannot control the terminal", async () => {
  const { lines, ended } = await run(String.raw`printf 'a\033[31mred\033[0m\007\n\033]0;title\007b\n'`);
  expect(lines).toEqual(["ared", "b"]);
  expect(ended.output).toBe("ared\nb\n");
});

it("a character that comes in two parts is one, and the end of the output begins with a whole one", async () => {
  const { lines, ended } = await run(String.raw`printf 'caf\303'; sleep 0.3; printf '\251\n'`);
  expect(lines).toEqual(["café"]);
  expect(ended.output).toBe("café\n");
  const many = await run(`for i in $(seq 1500); do printf 'ä€'; done; echo .`);
  expect(many.ended.output).toMatch(/^[ä€]+\.\n$/);
});

it.runIf(process.platform === "linux")("a disk that is full costs output, and not the end of the command", async () => {
  const directory = recordDirectory();
  mkdirSync(directory);
  symlinkSync("/dev/full", join(directory, "output.log"));
  await launch({ ...specOf("seq 1 100000; exit 4", { directory }), graceMs: 100 });
  expect(await follow(directory).end).toMatchObject({ exitCode: 4, output: expect.stringMatching(/\n100000\n$/) });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { broken, readBreaks, testFile } from "../reliability/breaks/list.js";

const ROOT = join(__dirname, "../..");

it("every break fits the code as it is: what it replaces is there exactly once", () => {
  const misfits = readBreaks().filter((one) => broken(readFileSync(join(ROOT, one.file), "utf8"), one) === undefined);
  expect(misfits.map(({ name }) => name)).toEqual([]);
});

it("a break fits only where what it replaces is there exactly once", () => {
  const one = { name: "one", file: "provider/index.ts", find: "b", replace: "$&", noticedBy: [] };
  expect(["abc", "abcb", "ac"].map((text) => broken(text, one))).toEqual(["a$&c", undefined, undefined]);
});

it("every test that has to notice a break is there", () => {
  const names = new Set(readBreaks().flatMap(({ noticedBy }) => noticedBy));
  expect([...names].filter((name) => !existsSync(join(ROOT, testFile(name))))).toEqual([]);
});

it("the table in docs/reliability.md has the breaks of the list and no others, with the tests that notice them", () => {
  const text = readFileSync(join(ROOT, "docs/reliability.md"), "utf8");
  const chapter = text.slice(text.indexOf("| What is broken |"), text.indexOf("\n## What is installed"));
  const [, , ...lines] = chapter.split("\n\n")[0]?.split("\n") ?? [];
  const rows = lines.map((line) => line.split("|").map((cell) => cell.trim()));
  const breaks = readBreaks();
  expect(breaks.length).toBeGreaterThan(50);
  expect(rows.map(([, name]) => name?.replace(/^\*\*|\*\*$/g, ""))).toEqual(breaks.map(({ name }) => name));
  const untold = breaks.filter(
    ({ noticedBy }, row) => !noticedBy.every((test) => rows[row]?.[2]?.includes(`\`${test}\``)),
  );
  expect(untold.map(({ name }) => name)).toEqual([]);
});

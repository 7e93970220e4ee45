import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(__dirname, "../..");
const COLUMNS = ["up", "refresh", "destroy"];

/** Titles of the tests of whole verbs, each with the title of the group around it. */
function testTitles(): { group: string; title: string }[] {
  const directory = join(ROOT, "test/lifecycle");
  const files = readdirSync(directory).filter((name) => name.endsWith(".test.ts"));
  return files.flatMap((file) => {
    const text = readFileSync(join(directory, file), "utf8");
    let group = "";
    return [...text.matchAll(/\b(describe|it)(?:\.each\([^)]*\))?\(\s*"([^"]+)"/g)].flatMap(([, kind, title = ""]) => {
      if (kind === "it") return [{ group, title }];
      group = title;
      return [];
    });
  });
}

it("every cell of the table of situations has a test", () => {
  const rows = readFileSync(join(ROOT, "docs/drift.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| an? /.test(line))
    .map((line) => line.split("|")[1]?.trim());
  expect(rows.length).toBeGreaterThan(10);
  const titles = testTitles();
  const missing = rows.flatMap((row) =>
    COLUMNS.filter((column) => !titles.some(({ group, title }) => group === row && title.startsWith(`${column}:`))).map(
      (column) => `${row} × ${column}`,
    ),
  );
  expect(missing).toEqual([]);
});

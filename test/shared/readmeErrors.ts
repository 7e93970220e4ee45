import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The quotes in each row of one of the README's tables of errors, which stands between these two texts. */
export function rowsOfReadme(from: string, to: string): string[][] {
  const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
  const start = readme.indexOf(from);
  const chapter = readme.slice(start, readme.indexOf(to, start));
  const rows = chapter.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) => [...(row.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, quote = ""]) => quote));
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, table } from "./figures.js";

const FILE = join(import.meta.dirname, "..", "docs", "bench.md");
const START = (full: boolean) =>
  full
    ? "<!-- full run: written by npm run bench -- --full --write -->"
    : "<!-- quick run: written by npm run bench -- --write -->";
const END = "<!-- end of run -->";

/** docs/bench.md with the last table of this kind replaced by that of this run. The text around it is written by hand. */
export async function keep(measured: string, figures: readonly Figure[], full: boolean): Promise<string> {
  const text = await readFile(FILE, "utf8");
  const from = text.indexOf(START(full));
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`${FILE} has no place for this table: ${START(full)} … ${END}`);
  return `${text.slice(0, from)}${START(full)}\n\n${measured}\n\n${table(figures)}\n\n${text.slice(to)}`;
}

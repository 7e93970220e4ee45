import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, table } from "./figures.js";

const FILE = join(import.meta.dirname, "..", "docs", "bench.md");
const START = "<!-- written by npm run bench -- --full --write -->";
const END = "<!-- end of run -->";

/** docs/bench.md with its table replaced by that of this run. The text around it is written by hand. */
export async function keep(measured: string, figures: readonly Figure[]): Promise<string> {
  const text = await readFile(FILE, "utf8");
  const from = text.indexOf(START);
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`${FILE} has no place for this table: ${START} … ${END}`);
  return `${text.slice(0, from)}${START}\n\n${measured}\n\n${table(figures)}\n\n${text.slice(to)}`;
}

import Table from "cli-table3";

/** Fits a terminal that somebody has not made narrow. */
const WIDTH = 100;
/** How far a line below a row is moved in. */
const INDENT = 4;
const GAP = 2;

/** A row of columns, or a line of its own below the row. */
export type Line = readonly string[] | string;

/** No lines between columns and rows. */
const BARE = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((side) => [
    ...[side, `${side}-mid`, `${side}-left`, `${side}-right`].map((part) => [part, ""]),
    ["middle", ""],
  ]),
);

/**
 * Lays out rows in columns, and wraps what is too long for its column. Letters of East Asia count as the two places that they take.
 * @param widths of the columns, without the gap between two
 */
export async function laidOut(widths: readonly number[], lines: readonly Line[]): Promise<string> {
  const { default: wrap } = await import("wrap-ansi");
  const wrapped = (text: string, width: number) => wrap(text, width, { hard: true });
  const row = (cells: readonly string[]) => {
    const table = new Table({
      chars: BARE,
      style: { head: [], border: [], "padding-left": 0, "padding-right": GAP },
      colWidths: widths.map((width) => width + GAP),
    });
    table.push(cells.map((cell, index) => wrapped(cell, widths[index] ?? WIDTH)));
    return table.toString();
  };
  const note = (text: string) => wrapped(text, WIDTH - INDENT).replace(/^/gm, " ".repeat(INDENT));
  return lines.map((line) => (typeof line === "string" ? note(line) : row(line))).join("\n");
}

import Table from "cli-table3";

/** How far a line below a row is moved in. */
const INDENT = 4;
const GAP = 2;
/** A column is not made narrower than this for the sake of others. */
const NARROWEST = 6;

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
 * Lays out tables, whose columns stand below each other. A column is as wide as its widest cell, unless the lines would be wider than
 * the terminal; what is too long is wrapped. Letters of East Asia count as the two places that they take.
 * @param width of the terminal
 */
export async function laidOut(width: number, tables: readonly (readonly Line[])[]): Promise<string[]> {
  const wrapped = await wrapping();
  const rows = tables.flat().filter((line): line is readonly string[] => typeof line !== "string");
  const widths = fitted(
    Array.from({ length: Math.max(0, ...rows.map(({ length }) => length)) }, (_, column) =>
      Math.max(1, ...rows.map((cells) => placesOf(cells[column] ?? "", wrapped))),
    ),
    width,
  );
  const row = (cells: readonly string[]) => {
    const table = new Table({
      chars: BARE,
      style: { head: [], border: [], "padding-left": 0, "padding-right": GAP },
      colWidths: widths.map((places) => places + GAP),
    });
    table.push(cells.map((cell, index) => wrapped(cell, widths[index] ?? width)));
    return table.toString().replace(/ +$/gm, "");
  };
  const note = (text: string) => wrapped(text, width - INDENT).replace(/^/gm, " ".repeat(INDENT));
  return tables.map((lines) => lines.map((line) => (typeof line === "string" ? note(line) : row(line))).join("\n"));
}

/** Text in lines that are no wider than the terminal. */
export async function paragraph(width: number, text: string): Promise<string> {
  return (await wrapping())(text, width);
}

async function wrapping(): Promise<(text: string, width: number) => string> {
  const { default: wrap } = await import("wrap-ansi");
  return (text, width) => wrap(text, width, { hard: true });
}

/** How many places of a terminal the longest line of a text takes. */
function placesOf(text: string, wrapped: (text: string, width: number) => string): number {
  return Math.max(
    ...text.split("\n").map((line) => {
      let places = line.length;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has one place for each letter
      while (!/^[\x00-\x7f]*$/.test(line) && wrapped(line, places).includes("\n")) places++;
      return places;
    }),
  );
}

/** The widest column gives way first. */
function fitted(widths: readonly number[], width: number): number[] {
  const fit = [...widths];
  const room = width - GAP * (fit.length - 1);
  let over = fit.reduce((sum, places) => sum + places, 0) - room;
  for (; over > 0; over--) {
    const widest = fit.indexOf(Math.max(...fit));
    if ((fit[widest] ?? 0) <= NARROWEST) break;
    fit[widest] = (fit[widest] ?? 0) - 1;
  }
  return fit;
}

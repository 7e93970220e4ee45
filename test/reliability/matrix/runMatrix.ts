import type { QuirkSettings } from "../../../simulator";
import { allCells, type Cell, nameOf } from "./cells";
import { runCell } from "./runCell";

export interface MatrixResult {
  cells: number;
  converged: number;
  failedCleanly: number;
  /** What is wrong in which cell. */
  wrong: string[];
}

export interface MatrixOptions {
  /** How the server behaves. Default: as usual. */
  quirks?: QuirkSettings;
  /** Fewer requests, and from each failure on in one way only, `up` and `destroy` by turns. Default: all, and both. */
  short?: boolean;
  /** Hears of each cell that has been run. */
  onCell?: (done: number, of: number) => void;
}

/** Every fault at every request. */
export async function runMatrix({ quirks = {}, short = false, onCell }: MatrixOptions = {}): Promise<MatrixResult> {
  const result: MatrixResult = { cells: 0, converged: 0, failedCleanly: 0, wrong: [] };
  const every = await allCells(quirks, short);
  const cells = short ? every.filter(isInShort) : every;
  const converged = new Set<string>();
  for (const cell of cells) {
    // If a verb converges, the user's next commands do not matter, so such a cell counts once.
    if (cell.next === "destroy" && converged.has(nameOf({ ...cell, next: "up" }))) continue;
    const verdict = await runCell(cell, quirks);
    result.cells += 1;
    if (verdict === "converged") {
      converged.add(nameOf(cell));
      result.converged += 1;
    } else if (verdict === "failed cleanly") result.failedCleanly += 1;
    else result.wrong.push(`${nameOf(cell)}: ${verdict.wrong}`);
    onCell?.(result.cells, cells.length);
  }
  return result;
}

/** One of each pair of continuations; for variants of a stage, every eleventh of these: odd, so that both lengths of a fault come. */
function isInShort({ stage }: Cell, index: number): boolean {
  const isTurn = index % 2 === turn(index >> 1);
  return isTurn && (!stage.isVariant || (index >> 1) % 11 === 0);
}

/** 0 or 1, so that "once" and "until it gives up" both see both. */
function turn(pair: number): number {
  return (pair ^ (pair >> 1)) & 1;
}

export function summary({ cells, converged, failedCleanly, wrong }: MatrixResult): string {
  return `fault matrix: ${cells} cells, ${converged} converged, ${failedCleanly} failed cleanly, ${wrong.length} wrong`;
}

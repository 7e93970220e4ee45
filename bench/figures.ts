import { median, short } from "./statistics.js";

/** One row of the table: a figure and its baseline. */
export interface Figure {
  what: string;
  ours: string;
  baseline: string;
  /** The ratio to the baseline, or another value with an aim. */
  result: string;
  aim: string;
  /** Undefined if there is no aim. */
  met: boolean | undefined;
}

/** Compares our runs with the baseline's, each by its median, in `unit`. */
export function ratio(what: string, ours: number[], baseline: number[], unit: string, most?: number): Figure {
  const [a, b] = [median(ours), median(baseline)];
  return {
    what,
    ours: `${short(a)} ${unit}${spread(ours)}`,
    baseline: `${short(b)} ${unit}${spread(baseline)}`,
    result: `× ${(a / b).toFixed(2)}`,
    aim: most === undefined ? "" : `≤ ${most.toFixed(2)}`,
    met: most === undefined ? undefined : a / b <= most,
  };
}

/** Compares a value of ours with its aim. */
export function value(what: string, ours: number, unit: string, most?: number, baseline = ""): Figure {
  return {
    what,
    ours: `${short(ours)} ${unit}`,
    baseline,
    result: "",
    aim: most === undefined ? "" : `≤ ${short(most)} ${unit}`,
    met: most === undefined ? undefined : ours <= most,
  };
}

function spread(values: number[]): string {
  if (values.length < 2) return "";
  return ` (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}

export function table(figures: readonly Figure[]): string {
  const head = ["Figure", "Ours", "Baseline", "Ratio", "Aim", "Met"];
  const rows = figures.map(({ what, ours, baseline, result, aim, met }) => {
    const verdict = met === undefined ? "" : met ? "yes" : "**no**";
    return [what, ours, baseline, result, aim, verdict];
  });
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

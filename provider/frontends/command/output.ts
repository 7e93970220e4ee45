import { linesForPeople, visibleJson } from "../../text/foreign";

/** Where a command prints. Every text passes through the gate of `text/foreign.ts`. */
export interface Output {
  /** How many letters fit into a line. */
  width: number;
  /** What was asked for: lines of ours. Foreign text in them must have passed `asName`, `quoted` or `said`. */
  print: (text: string) => void;
  /** The same as one JSON document, for programs. */
  json: (value: unknown) => void;
  /** What else somebody should know. It never mixes with the above. */
  note: (text: string) => void;
}

/** Where it is not known. */
const WIDTH = 100;
/** Tables in less cannot be read. */
const LEAST_WIDTH = 60;

/** @param out receives what was asked for, and `aside` the rest */
export function outputTo(out: (text: string) => void, aside: (text: string) => void, columns = WIDTH): Output {
  return {
    width: Math.max(LEAST_WIDTH, columns),
    print: (text) => out(`${linesForPeople(text)}\n`),
    json: (value) => out(`${visibleJson(value)}\n`),
    note: (text) => aside(`${linesForPeople(text)}\n`),
  };
}

/** The output of this process. */
export function processOutput(): Output {
  // Whoever reads may have seen enough, as `head` has.
  process.stdout.on("error", () => process.exit());
  return outputTo(
    (text) => void process.stdout.write(text),
    (text) => void process.stderr.write(text),
    process.stdout.columns,
  );
}

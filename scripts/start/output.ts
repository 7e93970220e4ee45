import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

/** Nobody waits longer than five seconds without seeing that something still runs. */
const HEARTBEAT_MS = 4000;
/** Rows of resources repeat messages that stand below, whole, under "Diagnostics". */
const ROW = /^ [-+~<>=]{1,2} +\S+:\S+ /;
const ROW_LENGTH = 110;

/** Prints what a Pulumi command says, line by line, and tells that it still runs when it says nothing. */
export async function showOutput(output: NodeJS.ReadableStream): Promise<void> {
  const started = Date.now();
  const stillRuns = () => console.log(`    … ${Math.round((Date.now() - started) / 1000)} s`);
  const heartbeat = setInterval(stillRuns, HEARTBEAT_MS);
  try {
    for await (const line of createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY })) {
      console.log(shortened(line));
      heartbeat.refresh();
    }
  } finally {
    clearInterval(heartbeat);
  }
}

function shortened(line: string): string {
  const plain = stripVTControlCharacters(line);
  // Colours cannot be cut through; a cut row has none.
  return ROW.test(plain) && plain.length > ROW_LENGTH ? `${plain.slice(0, ROW_LENGTH - 2)} …` : line;
}

// A process of its own, which outlives the provider: it runs one command, and records its output and its end.
import { closeSync, createReadStream, writeSync } from "node:fs";
import { text } from "node:stream/consumers";
import { writeNew } from "../../disk/writeWhole";
import { thisMachine } from "../machine";
import { type ProcessId, processWith } from "../processes";
import { startFile, written } from "../record";
import { ANSWER_FD, SPEC_FD, type WrapperAnswer, type WrapperSpec } from "../spec";
import { openGated } from "./gated";
import { Stopping } from "./stopping";
import { waitForEnd } from "./waitForEnd";

async function main(): Promise<void> {
  let spec: WrapperSpec;
  try {
    spec = JSON.parse(await text(createReadStream("", { fd: SPEC_FD }))) as WrapperSpec;
  } catch {
    return; // Who started us was killed before it said what to run.
  }
  const startedAt = new Date().toISOString();
  try {
    const gated = await openGated(spec);
    const command = { pid: gated.pid, startTime: running(gated.pid).startTime };
    // Before anybody can know of us: a signal that comes now must not leave the command without its wrapper.
    const stopping = new Stopping(command, spec);
    const start = { startedAt, machine: thisMachine(), wrapper: running(process.pid), command };
    await writeNew(startFile(spec.directory), written(start)).catch(explain);
    gated.open();
    answer({});
    await waitForEnd(gated, stopping, spec);
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
    // The gate closes with us, if it is not open yet.
    process.exit(1);
  }
}

function running(pid: number): ProcessId {
  const found = processWith(pid);
  if (!found) throw new Error(`the process ${pid} ended at once`);
  return found;
}

function explain(error: NodeJS.ErrnoException): never {
  if (error.code === "EEXIST") throw new Error("another process has called it off, because it took too long to start");
  throw error;
}

function answer(words: WrapperAnswer): void {
  try {
    writeSync(ANSWER_FD, `${JSON.stringify(words)}\n`);
    closeSync(ANSWER_FD);
  } catch {
    // Who started us was killed meanwhile. The next one finds the record.
  }
}

void main();

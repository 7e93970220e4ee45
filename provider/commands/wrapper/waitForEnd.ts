import { setTimeout as sleep } from "node:timers/promises";
import { writeWhole } from "../../disk/writeWhole";
import { type End, endFile, written } from "../record";
import type { WrapperSpec } from "../spec";
import type { Gated } from "./gated";
import { LastBytes } from "./lastBytes";
import { Masker } from "./masker";
import { OutputLog } from "./outputLog";
import type { Stopping } from "./stopping";

/** A process that was left behind may hold the pipe. What the command itself printed has arrived by then. */
const DRAIN_MS = 1_000;
const LAST_BYTES = 4_096;
const WRITE_AGAIN_MS = 5_000;

/** Records output and end of a command. */
export async function waitForEnd({ output, exited }: Gated, stopping: Stopping, spec: WrapperSpec): Promise<void> {
  const log = new OutputLog(spec.directory);
  const last = new LastBytes(LAST_BYTES);
  const keep = (bytes: Buffer) => {
    log.write(bytes);
    last.add(bytes);
  };
  const masker = new Masker(spec.masks);
  const onData = (chunk: Buffer) => keep(masker.add(chunk));
  const isDrained = new Promise((resolve) => output.once("close", resolve));
  output.on("error", () => undefined);
  output.on("data", onData);

  const [exitCode, signal] = await exited;
  await stopping.over();
  await Promise.race([isDrained, sleep(DRAIN_MS, undefined, { ref: false })]);
  output.off("data", onData);
  keep(masker.end());

  const tail = log.end();
  await recordEnd(spec.directory, {
    endedAt: new Date().toISOString(),
    ...(exitCode === null ? {} : { exitCode }),
    ...(signal === null ? {} : { signal }),
    isTimedOut: stopping.isTimedOut,
    output: last.text(),
    left: stopping.left,
    ...(tail ? { tail } : {}),
  });
  stopping.release();
  // What was left behind and still writes must not die of a broken pipe.
  output.resume();
}

/** The end must not be lost because the disk is full for a while. Only if the whole record was removed, nobody wants to know. */
async function recordEnd(directory: string, end: End): Promise<void> {
  for (;;) {
    try {
      return await writeWhole(endFile(directory), written(end));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      await sleep(WRITE_AGAIN_MS);
    }
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { OutputReader } from "../../provider/commands/outputReader";
import type { End } from "../../provider/commands/record";
import { SEGMENT_BYTES } from "../../provider/commands/segments";
import { OutputLog } from "../../provider/commands/wrapper/outputLog";

/** What a reader gets: the bytes, and how many it did not. */
async function read(reader: OutputReader, tail?: End["tail"]) {
  const got: Buffer[] = [];
  let leftOut = 0;
  for await (const piece of reader.news(tail)) {
    if ("bytes" in piece) got.push(piece.bytes);
    else leftOut += piece.leftOut;
  }
  return { text: Buffer.concat(got).toString(), leftOut };
}

it("who reads an output as it grows gets each byte once, before and after it is put together; others get both ends", async () => {
  const directory = mkdtempSync(join(tmpdir(), "pulumi-cloudtower-output-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const log = new OutputLog(directory);
  const [always, rarely, late] = [1, 2, 3].map(() => new OutputReader(directory)) as [
    OutputReader,
    OutputReader,
    OutputReader,
  ];
  let printed = "";
  let readAlways = "";
  const chunk = (first: number) => Array.from({ length: 40_000 }, (_, index) => `line ${first + index}\n`).join("");
  for (let first = 0; printed.length < 6.5 * SEGMENT_BYTES; first += 40_000) {
    const text = chunk(first);
    printed += text;
    log.write(Buffer.from(text));
    const news = await read(always);
    expect(news.leftOut).toBe(0);
    readAlways += news.text;
    if (first === 0) expect(await read(rarely)).toEqual({ text, leftOut: 0 });
  }
  expect(readAlways).toBe(printed);
  log.write(Buffer.from("the end\n"));
  printed += "the end\n";
  const tail = log.end();

  expect(readAlways + (await read(always, tail)).text).toBe(printed);
  for (const reader of [rarely, late]) {
    const { text, leftOut } = await read(reader, tail);
    expect(leftOut).toBeGreaterThan(3 * SEGMENT_BYTES);
    expect(printed.endsWith(text.slice(-SEGMENT_BYTES))).toBe(true);
    const before = reader === late ? 0 : chunk(0).length;
    expect(before + text.length + leftOut).toBe(printed.length);
    expect(text.slice(0, SEGMENT_BYTES - before)).toBe(printed.slice(before, SEGMENT_BYTES));
  }
});

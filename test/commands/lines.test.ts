import { expect, it } from "vitest";
import { FewLines } from "../../provider/commands/fewLines";
import { Lines } from "../../provider/commands/lines";

function linesOf(...chunks: (string | Buffer)[]): string[] {
  const found: string[] = [];
  const lines = new Lines((line) => found.push(line));
  for (const chunk of chunks) lines.add(Buffer.from(chunk as string));
  lines.flush();
  return found;
}

it("lines end as Unix, Windows and progress bars end them, and empty ones are left out", () => {
  expect(linesOf("a\nb\r", "\nc\r10 %\r20 %\n", "\n\n", "d")).toEqual(["a", "b", "c", "10 %", "20 %", "d"]);
});

it("a long line is cut into parts of whole characters, as it comes", () => {
  const long = "😀".repeat(1_200);
  const parts = linesOf(Buffer.from(long).subarray(0, 1_401), Buffer.from(long).subarray(1_401));
  expect(parts.map((part) => [...part].length)).toEqual([500, 500, 200]);
  expect(parts.join("")).toBe(long);
});

it("twenty lines a second are passed on at once, then only the latest, and it is said how many were not", () => {
  let now = 10_000;
  const found: string[] = [];
  const few = new FewLines((line) => found.push(line), { now: () => now });
  const add = (from: number, to: number) => {
    for (let line = from; line <= to; line++) few.add({ bytes: Buffer.from(`${line}\n`) });
  };
  const taken = () => found.splice(0);
  add(1, 20);
  expect(taken()).toHaveLength(20);
  add(21, 30);
  few.tick();
  expect(taken()).toEqual([]);
  now += 1_000;
  few.tick();
  expect(taken()).toEqual(Array.from({ length: 10 }, (_, index) => String(21 + index)));
  add(31, 100);
  expect(taken()).toHaveLength(10);
  few.add({ leftOut: 5_000 });
  few.add({ bytes: Buffer.from("rest of a line that was cut\n101\n") });
  few.end();
  expect(taken()).toEqual(["[… 60 lines and 5 kB left out …]", "101"]);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished, vi } from "vitest";
import { Masker } from "../../provider/commands/wrapper/masker";
import { follow, run, start, startOf } from "./commandLab";

function masked(masks: Record<string, string>, chunks: readonly Buffer[]): string {
  const masker = new Masker(masks);
  return Buffer.concat([...chunks.map((chunk) => Buffer.from(masker.add(chunk))), masker.end()]).toString();
}

const whole = (masks: Record<string, string>, text: string) => masked(masks, [Buffer.from(text)]);

it("each occurrence of a secret becomes its name", () => {
  const masks = { TOKEN: "s3cret", KEY: "line one\nxy\nline two\r\n" };
  expect(whole(masks, "s3crets3cret, s3cre t")).toBe("[TOKEN][TOKEN], s3cre t");
  expect(whole(masks, "line one\nxy\nline two\r\n.")).toBe("[KEY].");
  expect(whole(masks, "> line two\n> line one\nxy")).toBe("> [KEY]\n> [KEY]\nxy");
});

it("where secrets overlap, all of them is hidden", () => {
  expect(whole({ A: "abcdef", B: "defghi", C: "abcd" }, "xabcdefghix abcd abcdef")).toBe("x[A]x [C] [A]");
  expect(whole({ A: "aaaa" }, "aaaaaaab")).toBe("[A]b");
});

it("a secret is also known as JSON and URLs write it, and a short one is no secret", () => {
  expect(whole({ A: 'p"ä&1' }, `{"p":"p\\"ä&1"} ?p=p%22%C3%A4%261`)).toBe(`{"p":"[A]"} ?p=[A]`);
  expect(whole({ A: "abc", B: "" }, "abc")).toBe("abc");
});

it("however the output is cut into chunks, the same is hidden", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "\n"), maxLength: 60 });
  const secret = fc.string({ unit: fc.constantFrom("a", "b", "é", "\n"), minLength: 4, maxLength: 9 });
  const cuts = fc.array(fc.nat(90), { maxLength: 12 });
  fc.assert(
    fc.property(text, fc.dictionary(fc.constantFrom("X", "Y", "Z"), secret), cuts, (printed, masks, at) => {
      const bytes = Buffer.from(printed);
      const places = [0, ...at.filter((place) => place < bytes.length).sort((one, other) => one - other), bytes.length];
      const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
      const found = masked(masks, chunks);
      expect(found).toBe(masked(masks, [bytes]));
      for (const value of Object.values(masks)) expect(found).not.toContain(value);
    }),
    { numRuns: 500 },
  );
});

it("what no secret begins with is passed on at once", () => {
  const masker = new Masker({ A: "secret" });
  expect(masker.add(Buffer.from("password: sec")).toString()).toBe("password: ");
  expect(masker.add(Buffer.from("ond\n")).toString()).toBe("second\n");
});

it("an output may end as a secret begins", async () => {
  const { ended } = await run("printf 'one sec'", { masks: { A: "secret" } });
  expect(ended.output).toBe("one sec");
});

it("a secret of the environment is nowhere but in the environment", async () => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "Marked-Passphrase");
  onTestFinished(() => void vi.unstubAllEnvs());
  const secret = "Marked-Secret-17";
  const key = "-----BEGIN\nMarkedKeyOne\nMarkedKeyTwo\n-----END";
  const script = `echo $SECRET; printf Marked-; sleep 0.3; echo Secret-17; echo "$KEY" | tail -n 3; echo asked; sleep 1000`;
  const env = { PATH: process.env.PATH ?? "", SECRET: secret, KEY: key };
  const directory = await start(script, { env, masks: { SECRET: secret, KEY: key } });
  const { lines, end, seen } = follow(directory);
  await seen("asked");
  const { wrapper, command } = startOf(directory);
  if (process.platform === "linux") {
    for (const { pid } of [wrapper, command]) expect(read(`/proc/${pid}/cmdline`)).not.toMatch(/Marked(?!-;)/);
    expect(read(`/proc/${wrapper.pid}/environ`)).not.toContain("Marked");
  }
  process.kill(wrapper.pid, "SIGTERM");
  expect(await end).toMatchObject({ output: "[SECRET]\n[SECRET]\n[KEY]\n[KEY]\n[KEY]\nasked\n" });
  expect(lines).toEqual(["[SECRET]", "[SECRET]", "[KEY]", "[KEY]", "[KEY]", "asked"]);
  const files = readdirSync(directory);
  expect(files).toHaveLength(3);
  for (const file of files) expect(read(join(directory, file)), file).not.toContain("Marked");
});

function read(file: string): string {
  return readFileSync(file, "utf8");
}

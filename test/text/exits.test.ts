// Every way out to people and to Pulumi goes through the gate. What the gates do is tested beside them; this finds a new way
// out that was opened past them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const PROVIDER = join(__dirname, "../../provider");

/** What reaches people or Pulumi, and the files that may use it: each calls the gate, or is called by one that does. */
const WAYS_OUT: Record<string, { pattern: RegExp; gates: string[] }> = {
  "the process's own output": {
    pattern: /\bconsole\.\w+\(|process\.std(out|err)\.write\(/,
    gates: ["frontends/command/output.ts", "frontends/dynamic/progress.ts"],
  },
  "files for people": { pattern: /\bappendFile(Sync)?\(/, gates: ["trace.ts"] },
  "the engine's log": { pattern: /\.setMessage\(/, gates: ["frontends/dynamic/engineLog.ts"] },
  "Pulumi's log in a program": { pattern: /pulumi\.log\b/, gates: ["resources/say.ts"] },
  "errors of a program": { pattern: /new pulumi\.\w*Error\(/, gates: ["resources/say.ts"] },
  "what Pulumi keeps": { pattern: /\bouts: (?!to(Run)?Outputs\()|\bprops: (?!to(Run)?Outputs\(|\{\})/, gates: [] },
};

it.each(Object.entries(WAYS_OUT))("%s is used where the gate is, and nowhere else", (_, { pattern, gates }) => {
  const files = readdirSync(PROVIDER, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const using = files.filter((name) => pattern.test(readFileSync(join(PROVIDER, name), "utf8")));
  expect(files.length).toBeGreaterThan(50);
  expect(using.sort()).toEqual(gates);
});

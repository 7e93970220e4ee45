import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(__dirname, "../..");

/** All sources of the provider as one text. */
function sources(): string {
  const files = readdirSync(join(ROOT, "provider"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(ROOT, "provider", file), "utf8"))
    .join("\n");
}

it("the chapter on errors quotes what the code says", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const chapter = readme.slice(readme.indexOf("## When things go wrong"), readme.indexOf("## Reference"));
  const rows = chapter.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| What you see"));
  // Quotes of Pulumi, Node and the engine are theirs, in double quotes; ours are code.
  const quotes = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, quote = ""]) => quote),
  );
  const ours = quotes.flatMap((quote) => quote.split("…").map((part) => part.trim())).filter((part) => part !== "");
  expect(ours.length).toBeGreaterThan(8);
  const text = sources();
  expect(ours.filter((quote) => !text.includes(quote))).toEqual([]);
});

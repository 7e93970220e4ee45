import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { elapsed, withProgress } from "../torture/progress.js";
import { copyCheckout } from "./copy.js";
import { type Break, broken, readBreaks } from "./list.js";
import { runTests, type TestRun } from "./runTests.js";

type Outcome = "noticed" | "survived" | "out of date";

const program = new Command("breaks")
  .description("Breaks a copy of the provider, one break at a time: shows that each check can fail, or which cannot")
  .option("--only <name...>", "breaks with these words in their names")
  .action(run);

async function run({ only }: { only?: string[] }): Promise<void> {
  const breaks = chosen(readBreaks(), only);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Not once: execa ends the process when it finds that nobody else listens any more.
    process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  const copy = await copyCheckout();
  try {
    process.exitCode = (await tryAll(copy.directory, breaks, stop.signal)) ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error(`breaks: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  } finally {
    await copy.remove();
  }
}

function chosen(breaks: Break[], only: string[] | undefined): Break[] {
  if (!only) return breaks;
  const strange = only.find((part) => !breaks.some(({ name }) => name.includes(part)));
  if (strange !== undefined) program.error(`no break has ${JSON.stringify(strange)} in its name`);
  return breaks.filter(({ name }) => only.some((part) => name.includes(part)));
}

/** @returns whether every break was noticed */
async function tryAll(directory: string, breaks: Break[], signal: AbortSignal): Promise<boolean> {
  const since = Date.now();
  const tests = [...new Set(breaks.flatMap(({ noticedBy }) => noticedBy))];
  const whole = await unbroken(directory, tests, signal);
  if (!whole.isGreen) {
    console.error("breaks: these tests fail though nothing is broken:");
    for (const line of complaints(whole)) console.error(`  ${line}`);
    return false;
  }
  console.log(`nothing broken: ${tests.length} test files pass (${elapsed(since)})`);
  const outcomes: Outcome[] = [];
  for (const one of breaks) outcomes.push(await tryOne(directory, one, signal));
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  console.log(
    `breaks: ${breaks.length} tried, ${count("noticed")} noticed, ${count("survived")} survived, ${count("out of date")} out of date (${elapsed(since)})`,
  );
  return count("noticed") === breaks.length;
}

/** A test that fails without the break proves nothing. One that is only slow on a busy machine is retried, with fewer others. */
async function unbroken(directory: string, tests: readonly string[], signal: AbortSignal): Promise<TestRun> {
  const first = await withProgress("the tests, with nothing broken", () => runTests(directory, tests, signal));
  if (first.isGreen || first.failed.length === 0) return first;
  console.error(`failed with nothing broken, tried once more: ${first.failed.join(", ")}`);
  return withProgress("these tests, with nothing broken", () => runTests(directory, first.failed, signal));
}

async function tryOne(directory: string, one: Break, signal: AbortSignal): Promise<Outcome> {
  const { name, file, noticedBy } = one;
  const path = join(directory, file);
  const text = await readFile(path, "utf8").catch(() => "");
  const changed = broken(text, one);
  if (changed === undefined) {
    console.log(`out of date  ${name}: what it replaces is not in ${file}, or more than once`);
    return "out of date";
  }
  const since = Date.now();
  await writeFile(path, changed);
  try {
    const found = await withProgress(name, () => runTests(directory, noticedBy, signal));
    const blind = noticedBy.filter((test) => !found.noticed.has(test));
    if (blind.length === 0) {
      const first = noticedBy.map((test) => `${test}: ${found.noticed.get(test)?.[0]}`).join("; ");
      console.log(`noticed      ${name}: ${first} (${elapsed(since)})`);
      return "noticed";
    }
    console.log(`survived     ${name}: ${blind.join(", ")} should have noticed (${elapsed(since)})`);
    for (const line of found.trouble) console.error(`  ${line}`);
    return "survived";
  } finally {
    await writeFile(path, text);
  }
}

function complaints({ noticed, trouble }: TestRun): string[] {
  const failed = [...noticed].flatMap(([test, titles]) => titles.map((title) => `${test}: ${title}`));
  const all = [...failed, ...trouble];
  return all.length > 0 ? all : ["not all of them were found"];
}

void program.parseAsync();

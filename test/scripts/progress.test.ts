// Nobody waits longer than five seconds without seeing that something still runs, and nothing outlives Ctrl-C.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { step } from "../../scripts/bootstrap/progress.mjs";
import { showOutput } from "../../scripts/start/output";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  return () => void vi.useRealTimers();
});

it("a step that takes long says so", async () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  let end = () => {};
  const ended = step("Waiting", () => new Promise<void>((resolve) => (end = resolve)));
  vi.advanceTimersByTime(5000);
  end();
  await ended;
  const lines = written.mock.calls.map(([text]) => String(text));
  expect(lines.map((line) => stripVTControlCharacters(line).trim())).toEqual([
    "Waiting …",
    "Waiting … 4s so far",
    "Waiting: took 5s",
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

it("a step that fails does not look like one that was done", async () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  await expect(step("Building", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(written.mock.calls.map(([text]) => stripVTControlCharacters(String(text)).trim()).at(-1)).toBe(
    "Building: failed after 0s",
  );
});

it("a Pulumi command that is silent is told to run still; rows of resources are cut, messages are not", async () => {
  const printed = vi.spyOn(console, "log").mockReturnValue();
  onTestFinished(() => printed.mockRestore());
  const lines = () => printed.mock.calls.map(([line]) => String(line));
  const output = new PassThrough();
  const shown = showOutput(output);
  const message = `warning: ${"x".repeat(300)}`;
  output.write(` +  pulumi:pulumi:Stack demo create ${message}\n    ${message}\n`);
  await vi.waitFor(() => expect(lines()).toHaveLength(2));
  expect(lines()[0]).toMatch(/^ \+ {2}pulumi:pulumi:Stack demo create warning: x{40,} …$/);
  expect(lines()[1]).toBe(`    ${message}`);
  vi.advanceTimersByTime(5000);
  expect(lines()[2]).toBe("    … 4 s");
  output.end();
  await shown;
  expect(vi.getTimerCount()).toBe(0);
});

it.skipIf(process.platform === "win32")(
  "a set-up step that does not heed Ctrl-C is ended, and its caller still cleans up",
  async () => {
    const stubborn = `process.on("SIGINT", () => {}); fs.writeSync(3, "runs\\n"); setInterval(() => {}, 1e6)`;
    const script = `
import { runQuietly, wasInterrupted } from ${JSON.stringify(join(__dirname, "../../scripts/bootstrap/process.mjs"))};
await runQuietly(process.execPath, ["-e", ${JSON.stringify(stubborn)}], { stdio: ["ignore", "pipe", "pipe", 1] });
console.log(wasInterrupted() ? "cleans up" : "was not told");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    await vi.waitFor(() => expect(output).toContain("runs"), 20_000);
    child.kill("SIGINT");
    expect((await once(child, "close"))[0]).toBe(0);
    expect(output).toBe("runs\ncleans up\n");
  },
);

import { expect, it, onTestFinished, vi } from "vitest";
import { allTold, processProgress, throughEngine } from "../../../provider/frontends/dynamic/progress";
import { LifecycleError } from "../../../provider/lifecycle";

const NAME = "web\u001b[2J\u202e-01\nNext: all is well";
const URN = "urn:pulumi:dev::fleet::pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode::east";

/** What the provider process prints. */
function printed() {
  const spies = (["log", "error"] as const).map((method) => vi.spyOn(console, method).mockReturnValue());
  onTestFinished(() => void vi.restoreAllMocks());
  return () => spies.flatMap((spy) => spy.mock.calls.flat().map(String));
}

it("control characters in names do not reach the terminal, in lines, warnings and errors", () => {
  const texts = printed();
  processProgress.line(`${NAME}: in maintenance`);
  processProgress.warn(`${NAME}: is off`);
  const error = new LifecycleError({
    host: NAME,
    phase: "enter",
    verb: "create",
    isUnchanged: false,
    what: "no",
    next: "see",
  });
  const all = [...texts(), error.message];
  expect(all).toHaveLength(3);
  for (const text of all) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

it("messages reach the resource's own row, one after the other, and a passing one at most every second", async () => {
  const log = vi.fn(async () => undefined);
  const progress = throughEngine({ log, display: "rows" }, URN);
  progress.line(`${NAME}: in maintenance`);
  progress.warn("is off");
  progress.status?.("49 %");
  progress.status?.("50 %");
  await allTold();
  const calls = (log.mock.calls as unknown[][]).map(([message]) => message as { text: string });
  expect(calls).toHaveLength(3);
  expect(calls).toContainEqual({ severity: "info", text: expect.stringContaining("in maintenance"), urn: URN });
  expect(calls).toContainEqual({ severity: "warning", text: "is off", urn: URN });
  expect(calls).toContainEqual({ severity: "info", text: "49 %", urn: URN, isPassing: true });
  for (const { text } of calls) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

it.each(["lines", "unknown"] as const)(
  "where the engine shows %s, nothing changes every second; a sign of life is not repeated at the end",
  async (display) => {
    const log = vi.fn(async () => undefined);
    const progress = throughEngine({ log, display }, URN);
    expect(progress.status).toBeUndefined();
    progress.beat?.("still entering maintenance");
    await allTold();
    expect(log.mock.calls).toEqual([
      [{ severity: "info", text: "still entering maintenance", urn: URN, isPassing: true }],
    ]);
  },
);

it("an engine that does not listen loses no line: the process prints it", async () => {
  const texts = printed();
  const log = async () => {
    throw new Error("UNAVAILABLE");
  };
  const progress = throughEngine({ log, display: "lines" }, URN);
  progress.line("entering maintenance");
  progress.warn("is off");
  await allTold();
  expect(texts()).toEqual(["entering maintenance", "warning: is off"]);
});

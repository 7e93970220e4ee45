import { expect, it, vi } from "vitest";
import { processProgress } from "../../../provider/frontends/dynamic/progress";
import { LifecycleError } from "../../../provider/lifecycle";

const NAME = "web\u001b[2J\u202e-01\nNext: all is well";

it("control characters in names do not reach the terminal, in lines, warnings and errors", () => {
  const told = (["log", "error"] as const).map((method) => vi.spyOn(console, method).mockReturnValue());
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
  const texts = [...told.flatMap((spy) => spy.mock.calls.flat().map(String)), error.message];
  vi.restoreAllMocks();
  expect(texts).toHaveLength(3);
  for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

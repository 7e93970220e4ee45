import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UNKNOWN } from "../../../provider/frontends/arguments";
import { check } from "../../../provider/frontends/dynamic";

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((one) => one.startsWith("CLOUDTOWER_")))
    vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

async function failuresOf(inputs: Record<string, unknown>) {
  return ((await check({}, inputs)).failures ?? []).map(({ property, reason }) => `${property}: ${reason}`);
}

describe("check", () => {
  it("reports each missing or wrong setting by its own failure", async () => {
    vi.stubEnv("CLOUDTOWER_PREVIEW", "no");
    expect(await failuresOf({ hostId: "h" })).toEqual([
      expect.stringMatching(/^settings: cloudtower:server .* is not set/),
      expect.stringMatching(/^settings: no credentials/),
      expect.stringMatching(/^settings: cloudtower:preview .* must be one of/),
    ]);
    expect(await failuresOf({ hostId: "h", connection: "east" })).toEqual([
      expect.stringMatching(/^connection: cloudtower:connections.east.server/),
      expect.stringMatching(/^connection: no credentials/),
      expect.stringMatching(/^connection: cloudtower:preview/),
    ]);
  });

  it("reports them together with wrong arguments", async () => {
    vi.stubEnv("CLOUDTOWER_TOKEN", "t0ken");
    expect(await failuresOf({ hostId: UNKNOWN, reason: 5, allowShutdown: "some" })).toEqual([
      expect.stringMatching(/^allowShutdown: /),
      expect.stringMatching(/^reason: /),
      expect.stringMatching(/^settings: cloudtower:server/),
    ]);
  });

  it("compares a consent with the stack's even if the host is not known yet", async () => {
    vi.stubEnv("CLOUDTOWER_SERVER", "tower");
    vi.stubEnv("CLOUDTOWER_TOKEN", "t0ken");
    vi.stubEnv("CLOUDTOWER_ALLOW_SHUTDOWN", "none");
    expect(await failuresOf({ hostId: UNKNOWN, allowShutdown: "all" })).toEqual([
      expect.stringMatching(/^allowShutdown: allowShutdown asks for more/),
    ]);
  });

  it("reads no settings while the connection is unknown or wrong", async () => {
    expect(await failuresOf({ hostId: "h", connection: UNKNOWN })).toEqual([]);
    expect(await failuresOf({ hostId: "h", connection: "e st" })).toEqual([expect.stringMatching(/^connection: /)]);
  });
});

import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { UNKNOWN } from "../../../provider/frontends/arguments";
import { check } from "../../../provider/frontends/dynamic";
import { startSimulator } from "../../../simulator";

const uuid = "11111111-1111-4111-8111-111111111111";

beforeEach(() => {
  vi.stubEnv("CLOUDTOWER_SERVER", "https://tower.example.com");
  vi.stubEnv("CLOUDTOWER_TOKEN", "t0ken");
});
afterEach(() => vi.unstubAllEnvs());

async function failuresOf(inputs: Record<string, unknown>) {
  return (await check({}, inputs)).failures ?? [];
}

describe("check", () => {
  it("takes the least and fills in defaults, except for the consent, which the stack may have tightened", async () => {
    expect(await check({}, { hostId: "h" })).toEqual({
      inputs: {
        hostId: "h",
        ifAlreadyInMaintenance: "fail",
        onForeignSession: "refuse",
        timeouts: { precheck: "10m", waitToEnter: "0s", enter: "2h", waitToExit: "30m", exit: "2h" },
        restore: { powerOn: "all", liveMigrateBack: "all", offlineMigrateBack: "all", changed: "skip" },
      },
    });
  });

  it.each([["all"], ["none"], [[]], [[uuid]]])("takes the consent %j", async (allowShutdown) => {
    expect(await failuresOf({ hostId: "h", allowShutdown })).toEqual([]);
  });

  it("keeps the time-outs that the user gives and fills in the others", async () => {
    const { inputs } = await check({}, { hostId: "h", timeouts: { enter: "90s" } });
    expect(inputs.timeouts).toEqual({
      precheck: "10m",
      waitToEnter: "0s",
      enter: "90s",
      waitToExit: "30m",
      exit: "2h",
    });
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{}, "hostId", "hostId is missing"],
    [{ hostId: "" }, "hostId", "hostId is empty"],
    [{ hostId: 7 }, "hostId", "hostId must be the id of the host"],
    [{ hostId: "a b" }, "hostId", "without spaces"],
    [{ hostId: "a\n" }, "hostId", "without spaces"],
    [{ hostId: ["h"] }, "hostId", "hostId must be"],
    [{ hostId: "h", allowShutdown: "web-01" }, "allowShutdown", 'must be "all", "none" or a list of VM names'],
    [{ hostId: "h", allowShutdown: ["web-01", ""] }, "allowShutdown", 'not ""'],
    [{ hostId: "h", allowShutdown: true }, "allowShutdown", 'must be "all", "none"'],
    [{ hostId: "h", timeouts: { enter: "2" } }, "timeouts.enter", "with its unit"],
    [{ hostId: "h", timeouts: { enter: "soon" } }, "timeouts.enter", "with its unit"],
    [{ hostId: "h", timeouts: { exit: "-1h" } }, "timeouts.exit", "above zero"],
    [{ hostId: "h", timeouts: { exit: "0s" } }, "timeouts.exit", "above zero"],
    [{ hostId: "h", timeouts: { exit: "8d" } }, "timeouts.exit", 'at most "7d"'],
    [{ hostId: "h", timeouts: { precheck: 600 } }, "timeouts.precheck", "must be a duration"],
    [{ hostId: "h", timeouts: { exitt: "1h" } }, "timeouts.exitt", "is not an argument"],
    [{ hostId: "h", timeouts: "2h" }, "timeouts", "must be { precheck, waitToEnter, enter, waitToExit, exit }"],
    [{ hostId: "h", ifAlreadyInMaintenance: "take" }, "ifAlreadyInMaintenance", 'must be one of "fail" and "adopt"'],
    [{ hostId: "h", restore: { powerOn: "some" } }, "restore.powerOn", "must be"],
    [{ hostId: "h", restore: "all" }, "restore", "must be { powerOn"],
    [{ hostId: "h", restore: { changed: true } }, "restore.changed", 'must be one of "include" and "skip"'],
    [{ hostId: "h", onForeignSession: "kill" }, "onForeignSession", 'must be one of "refuse" and "exit"'],
    [{ hostId: "h", hostID: "h" }, "hostID", "is not an argument of HostMaintenanceMode"],
    [{ hostId: "h", reason: 5 }, "reason", "must be text"],
    [{ hostId: "h", reason: "x".repeat(1001) }, "reason", "at most 1000 characters"],
    [{ hostId: "h", connection: "e st" }, "connection", "must be the name of an entry"],
  ])("refuses %j, naming %s", async (inputs, property, words) => {
    const failures = await failuresOf(inputs);
    expect(failures.map((failure) => failure.property)).toEqual([property]);
    expect(failures[0]?.reason).toContain(words);
  });

  it("accepts values that are not known yet, and still finds other errors", async () => {
    expect(await failuresOf({ hostId: UNKNOWN })).toEqual([]);
    expect(await failuresOf({ hostId: "h", allowShutdown: [UNKNOWN] })).toEqual([]);
    expect(await failuresOf({ hostId: "h", timeouts: UNKNOWN })).toEqual([]);
    expect(await failuresOf({ hostId: "h", timeouts: { enter: UNKNOWN } })).toEqual([]);
    const failures = await failuresOf({ hostId: UNKNOWN, allowShutdown: "some" });
    expect(failures.map((failure) => failure.property)).toEqual(["allowShutdown"]);
  });

  it("refuses a consent that goes beyond the stack's setting, and takes one within it", async () => {
    vi.stubEnv("CLOUDTOWER_ALLOW_SHUTDOWN", uuid);
    const [failure] = await failuresOf({ hostId: "h", allowShutdown: "all" });
    expect(failure).toMatchObject({ property: "allowShutdown" });
    expect(failure?.reason).toContain("CLOUDTOWER_ALLOW_SHUTDOWN");
    expect(await failuresOf({ hostId: "h", allowShutdown: [uuid] })).toEqual([]);
    expect(await failuresOf({ hostId: "h" })).toEqual([]);
  });

  it("names a setting that is missing, before any request", async () => {
    vi.stubEnv("CLOUDTOWER_TOKEN", "");
    expect((await failuresOf({ hostId: "h" }))[0]?.reason).toContain("no credentials");
    const [failure] = await failuresOf({ hostId: "h", connection: "east" });
    expect(failure).toMatchObject({ property: "connection" });
    expect(failure?.reason).toContain("CLOUDTOWER_EAST_SERVER");
  });
});

describe("a host by its name", () => {
  async function opened() {
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    vi.stubEnv("CLOUDTOWER_SERVER", simulator.url);
    vi.stubEnv("CLOUDTOWER_TOKEN", undefined);
    vi.stubEnv("CLOUDTOWER_USER", "root");
    vi.stubEnv("CLOUDTOWER_PASSWORD", "simulator");
    return simulator;
  }

  it("is found once, and again only if what names it has changed", async () => {
    const simulator = await opened();
    const asked = () => simulator.requests.filter(({ operation }) => operation === "GetHosts").length;
    const news = { hostName: "node-1", cluster: "east" };
    const { inputs } = await check({}, news);
    expect(inputs).toMatchObject({ ...news, hostId: simulator.host("node-1", "east").id });
    const before = asked();
    expect((await check(inputs, news)).inputs.hostId).toBe(inputs.hostId);
    expect(asked()).toBe(before);
    const other = await check(inputs, { ...news, hostName: "node-2" });
    expect(other.inputs.hostId).toBe(simulator.host("node-2", "east").id);
  });

  it("that does not exist is a failure of hostName that says what to do", async () => {
    await opened();
    expect(await failuresOf({ hostName: "node-11", cluster: "east" })).toEqual([
      {
        property: "hostName",
        reason: expect.stringMatching(/^hostName: no host with name "node-11" .*Did you mean "node-1"/),
      },
    ]);
  });

  it("that is not known yet makes an id that is not known yet", async () => {
    expect((await check({}, { hostName: UNKNOWN })).inputs.hostId).toBe(UNKNOWN);
    expect((await check({}, { hostName: "node-1", cluster: UNKNOWN })).inputs.hostId).toBe(UNKNOWN);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ hostId: "h", hostName: "node-1" }, "hostName"],
    [{ hostId: "h", cluster: "east" }, "cluster"],
    [{ hostName: "" }, "hostName"],
    [{ hostName: "a\nb" }, "hostName"],
    [{ hostName: 7 }, "hostName"],
    [{ hostName: "node-1", cluster: "" }, "cluster"],
  ])("%j is refused before anything is asked", async (inputs, property) => {
    expect((await failuresOf(inputs)).map((failure) => failure.property)).toEqual([property]);
  });
});

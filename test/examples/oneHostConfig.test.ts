import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { readConfig } from "../../examples/one-host/config";
import { ARGUMENT_NAMES } from "../../provider/frontends/arguments";
import { check } from "../../provider/frontends/dynamic";

const PROJECT = "host-maintenance";

beforeAll(() => pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, PROJECT));
beforeEach(() => {
  vi.stubEnv("CLOUDTOWER_EAST_SERVER", "tower");
  vi.stubEnv("CLOUDTOWER_EAST_TOKEN", "t0ken");
});
afterEach(() => vi.unstubAllEnvs());

function configured(values: Record<string, string>) {
  pulumi.runtime.setAllConfig(
    Object.fromEntries(Object.entries(values).map(([key, value]) => [`${PROJECT}:${key}`, value])),
  );
  return readConfig();
}

/** As the engine hands it to a program: what was set by path is JSON. */
const EVERYTHING = {
  hostId: "h",
  allowShutdown: '["web-01"]',
  restore: '{"powerOn":"none","liveMigrateBack":{"except":["web-01"]},"changed":"include"}',
  ifAlreadyInMaintenance: "adopt",
  onForeignSession: "exit",
  timeouts: '{"enter":"4h","waitToEnter":"30m"}',
  reason: "replace DIMM A2",
  connection: "east",
};

it("every argument of the resource can be set", async () => {
  expect(Object.keys(EVERYTHING).sort()).toEqual([...ARGUMENT_NAMES].sort());
  const { hostName, cluster, ...args } = configured(EVERYTHING);
  expect([hostName, cluster]).toEqual([undefined, undefined]);
  expect(args).toEqual({
    ...EVERYTHING,
    allowShutdown: ["web-01"],
    restore: { powerOn: "none", liveMigrateBack: { except: ["web-01"] }, changed: "include" },
    timeouts: { enter: "4h", waitToEnter: "30m" },
  });
  expect((await check({}, args as Record<string, unknown>)).failures ?? []).toEqual([]);
});

it("VMs may be separated by commas, and all and none are keywords", () => {
  expect(configured({ hostId: "h", allowShutdown: "web-01, db-01" }).allowShutdown).toEqual(["web-01", "db-01"]);
  for (const word of ["all", "none"]) {
    expect(configured({ hostId: "h", allowShutdown: word }).allowShutdown).toBe(word);
  }
});

it("the resource validates the values, under the same name", async () => {
  const {
    hostName: _,
    cluster: __,
    ...wrong
  } = configured({
    hostId: "h",
    connection: "east",
    allowShutdown: "web,,db",
    timeouts: '{"enter":4,"entr":"4h"}',
    restore: '{"powerOn":"web-01"}',
    ifAlreadyInMaintenance: "yes",
  });
  const { failures = [] } = await check({}, wrong as Record<string, unknown>);
  expect(failures.map(({ property }) => property).sort()).toEqual([
    "allowShutdown",
    "ifAlreadyInMaintenance",
    "restore.powerOn",
    "timeouts.enter",
    "timeouts.entr",
  ]);
});

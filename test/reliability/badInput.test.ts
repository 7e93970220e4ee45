import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../examples/one-host/config";
import { check, configure, create, diff, run } from "../../provider/frontends/dynamic";
import { type GetHostArgs, getHost } from "../../provider/resources/getHost";
import { type GetHostsArgs, getHosts } from "../../provider/resources/getHosts";
import { HostMaintenanceMode } from "../../provider/resources/hostMaintenanceMode";
import { HostMaintenanceRun } from "../../provider/resources/hostMaintenanceRun";
import { RollingMaintenance } from "../../provider/resources/rollingMaintenance";
import { type Simulator, startSimulator } from "../../simulator";
import { BAD_ARGUMENTS } from "./input/badArguments";
import { BAD_OPTIONS } from "./input/badOptions";
import { BAD_ROLLS, BAD_RUNS } from "./input/badRuns";
import { BAD_LISTS, BAD_QUERIES, BAD_ROOT_CONFIG, BAD_SETTINGS, SECRET } from "./input/badSettings";
import { ONLY_LOOKS_BAD } from "./input/onlyLooksBad";

/** Pulumi's own config class, which it passes to providers. */
const { Config } = createRequire(__filename)("@pulumi/pulumi/cmd/dynamic-provider/config.js");
const stackConfig = (raw: Record<string, string>): pulumi.dynamic.Config => new Config(raw, "project");

let simulator: Simulator;
const config: Record<string, string> = {};

beforeAll(async () => {
  simulator = await startSimulator();
  await configure({ config: stackConfig(config) });
});
afterAll(async () => {
  console.log(
    `bad input: ${BAD_ARGUMENTS.length + BAD_RUNS.length + BAD_ROLLS.length + BAD_OPTIONS.length + BAD_SETTINGS.length + BAD_QUERIES.length + BAD_LISTS.length + BAD_ROOT_CONFIG.length} cases, ${simulator.requests.length} requests`,
  );
  await simulator.close();
});

beforeEach(() => {
  vi.unstubAllEnvs();
  for (const key of Object.keys(config)) delete config[key];
  for (const name of Object.keys(process.env).filter((name) => name.startsWith("CLOUDTOWER_")))
    vi.stubEnv(name, undefined);
  pulumi.runtime.setAllConfig({});
  vi.stubEnv("CLOUDTOWER_SERVER", simulator.url);
  vi.stubEnv("CLOUDTOWER_TOKEN", "t0ken");
  vi.stubEnv("CLOUDTOWER_JOURNAL_DIR", "off");
});

/** An error must fit on a screen and contain neither secrets nor control characters, and nothing may have been sent. */
function isFitToSee(text: string) {
  expect(text.length).toBeLessThan(600);
  expect(text).not.toContain(SECRET);
  expect(text).not.toMatch(/\p{Cc}/u);
  expect(simulator.requests).toEqual([]);
}

/** The message of the error of the program, which Pulumi prints without a stack trace. */
function refusalOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("bad arguments: check names the property and the fix, before any request", () => {
  it.each(BAD_ARGUMENTS)("%s", async (_, inputs, property, words) => {
    const { failures = [] } = await check({}, inputs);
    expect(failures.map((failure) => failure.property)).toEqual([property]);
    expect(failures[0]?.reason).toContain(words);
    isFitToSee(failures[0]?.reason ?? "");
  });
});

describe("bad arguments of a run: check names the property and the fix, before any request", () => {
  it.each(BAD_RUNS)("%s", async (_, inputs, property, words) => {
    const { failures = [] } = await run.check({}, inputs);
    expect(failures.map((failure) => failure.property)).toEqual([property]);
    expect(failures[0]?.reason).toContain(words);
    isFitToSee(failures[0]?.reason ?? "");
  });
});

describe("a bad choice of hosts: the constructor names the list and the fix, before any request", () => {
  it.each(BAD_ROLLS)("%s", (_, args, words) => {
    const message = refusalOf(() => new RollingMaintenance("bios", args as never));
    expect(message).toContain('RollingMaintenance "bios": ');
    expect(message).toContain(words);
    isFitToSee(message);
  });
});

describe("bad options: the constructor names the option and the fix, before anything is registered", () => {
  it.each(BAD_OPTIONS)("%s", async (_, options, option, words) => {
    const registered: string[] = [];
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => {
        registered.push(name);
        return { id: "h", state: inputs };
      },
      call: ({ inputs }) => inputs,
    });
    const makes = {
      HostMaintenanceMode: () => new HostMaintenanceMode("web", { hostId: "h" }, options()),
      HostMaintenanceRun: () => new HostMaintenanceRun("web", { hostId: "h", run: "true" }, options()),
    };
    for (const [kind, make] of Object.entries(makes)) {
      const message = refusalOf(make);
      expect(message).toContain(`${kind} "web": the option ${option} `);
      expect(message).toContain(words);
      isFitToSee(message);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(registered).not.toContain("web");
  });
});

describe("bad settings: check, create and getHost name the setting and the fix, before any request", () => {
  it.each(BAD_SETTINGS)("$what", async ({ env = {}, config: given = {}, connection, allowShutdown, names, words }) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    Object.assign(config, given);
    const inputs = { hostId: "h", ...(connection ? { connection } : {}), ...(allowShutdown ? { allowShutdown } : {}) };
    const { failures = [] } = await check({}, inputs);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).toContain(names);
    expect(failures[0]?.reason).toContain(words);
    isFitToSee(failures[0]?.reason ?? "");
    if (allowShutdown !== undefined) return;
    // The environment may change between check and create.
    pulumi.runtime.setAllConfig(given, Object.keys(given));
    for (const verb of [() => create(inputs as never), () => getHost({ name: "node-1", connection })]) {
      const failure: unknown = await verb().catch((error: unknown) => error);
      expect(String((failure as Error).message)).toContain(words);
      isFitToSee((failure as Error).message);
    }
  });
});

describe("bad arguments of getHost: an error that names the argument and the fix, before any request", () => {
  it.each(BAD_QUERIES)("%s", async (_, args, words) => {
    const failure: unknown = await getHost(args as GetHostArgs).catch((error: unknown) => error);
    expect((failure as Error).message).toContain(words);
    isFitToSee((failure as Error).message);
  });
});
describe("bad arguments of getHosts: an error that names the argument and the fix, before any request", () => {
  it.each(BAD_LISTS)("%s", async (_, args, words) => {
    const failure: unknown = await getHosts(args as GetHostsArgs).catch((error: unknown) => error);
    expect((failure as Error).message).toContain(words);
    isFitToSee((failure as Error).message);
  });
});

describe("bad config of the program in the root: an error that names the key and the fix, before any request", () => {
  const project = "host-maintenance";
  it.each(BAD_ROOT_CONFIG)("%s", async (_, given, words) => {
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, project);
    pulumi.runtime.setAllConfig(
      Object.fromEntries(Object.entries(given).map(([key, value]) => [`${project}:${key}`, value])),
    );
    const reading = () => readConfig();
    expect(reading).toThrow(pulumi.RunError);
    expect(reading).toThrow(words);
    expect(reading).not.toThrow(SECRET);
  });
});

describe("what only looks bad is accepted", () => {
  it.each(ONLY_LOOKS_BAD)("%s", async (_, env, inputs) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect((await check({}, inputs)).failures ?? []).toEqual([]);
  });

  it("keys of other namespaces", async () => {
    Object.assign(config, { "project:alowShutdown": "none", "aws:region": "x" });
    expect((await check({}, { hostId: "h" })).failures ?? []).toEqual([]);
  });
});

it("duplicates and a different order of names are not a change", async () => {
  const state = (allowShutdown: string[]) => ({
    hostId: "h",
    phase: "maintenance",
    allowShutdown,
    restore: { powerOn: allowShutdown },
  });
  const result = await diff("h", state(["web", "db"]) as never, state(["db", "web", "web"]) as never);
  expect(result).toMatchObject({ changes: false });
});

it("values that are not known yet, in a preview, are not an error", async () => {
  const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  for (const key of ["hostId", "allowShutdown", "restore", "timeouts", "reason", "connection", "onForeignSession"]) {
    expect((await check({}, { hostId: "h", [key]: UNKNOWN })).failures ?? []).toEqual([]);
  }
  expect(simulator.requests).toEqual([]);
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { HostMaintenanceModeArgs } from "../../provider";
import { check } from "../../provider/frontends/dynamic";
import { HostMaintenanceMode } from "../../provider/resources/hostMaintenanceMode";
import { unresolvedProblem } from "../../provider/resources/installation";

const registered = new Map<string, Record<string, unknown>>();
let count = 0;

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      registered.set(name, inputs);
      return { id: "h", state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
});
it("an empty option is not an error", () => {
  const nothing = { import: undefined, id: null, deletedWith: null, customTimeouts: null } as never;
  expect(() => new HostMaintenanceMode("quiet", { hostId: "h" }, nothing)).not.toThrow();
  expect(() => new HostMaintenanceMode("quieter", { hostId: "h" }, { customTimeouts: { create: "" } })).not.toThrow();
});

it("retainOnDelete is warned of", async () => {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  const resource = new HostMaintenanceMode("db", { hostId: "h" }, { retainOnDelete: true });
  expect(warn).toHaveBeenCalledWith(expect.stringContaining("leaves the host in maintenance"), resource);
  warn.mockClear();
  new HostMaintenanceMode("gpu", { hostId: "h" }, { retainOnDelete: false });
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

describe("customTimeouts", () => {
  type Timeouts = HostMaintenanceModeArgs["timeouts"];
  async function inputsWith(timeouts: Timeouts, customTimeouts?: pulumi.CustomTimeouts) {
    const options = customTimeouts ? { customTimeouts } : {};
    count += 1;
    const resource = new HostMaintenanceMode(`timed-${count}`, { hostId: "h", timeouts }, options);
    await new Promise((resolve) => resource.urn.apply(resolve));
    return registered.get(`timed-${count}`)?.timeouts;
  }

  it.each<[string, Timeouts, pulumi.CustomTimeouts | undefined, unknown]>([
    ["count if timeouts says nothing", undefined, { create: "3h", delete: "4h" }, { enter: "3h", exit: "4h" }],
    ["of update count if create says nothing", undefined, { update: "3h" }, { enter: "3h" }],
    ["of create come before those of update", undefined, { create: "3h", update: "1h" }, { enter: "3h" }],
    ["of several parts are added up", undefined, { create: "1h30m0.5s" }, { enter: "5400.5s" }],
    ["do not count against timeouts", { enter: "1h" }, { create: "3h", delete: "4h" }, { enter: "1h", exit: "4h" }],
    ["leave the others alone", { precheck: "5m", exit: undefined }, { delete: "4h" }, { precheck: "5m", exit: "4h" }],
    ["count beside an output", pulumi.output({ enter: "1h" }), { delete: "4h" }, { enter: "1h", exit: "4h" }],
    ["count beside a promise", Promise.resolve({ exit: "1h" }), { create: "3h" }, { enter: "3h", exit: "1h" }],
    ["count beside outputs", { enter: pulumi.output("1h") }, { delete: "4h" }, { enter: "1h", exit: "4h" }],
    ["do not hide what is not an object", "2h" as never, { create: "3h" }, "2h"],
    ["of reads count for nothing", undefined, { read: "3h" }, undefined],
    ["that are not given change nothing", { enter: "1h" }, undefined, { enter: "1h" }],
  ])("%s", async (_, timeouts, options, expected) => {
    expect(await inputsWith(timeouts, options)).toEqual(expected);
  });

  it("become durations that check takes", async () => {
    for (const create of ["90s", "1.5h", "1h30m", "500ms", "168h"]) {
      const timeouts = await inputsWith(undefined, { create });
      vi.stubEnv("CLOUDTOWER_SERVER", "tower");
      vi.stubEnv("CLOUDTOWER_TOKEN", "t0ken");
      expect((await check({}, { hostId: "h", timeouts })).failures ?? []).toEqual([]);
      vi.unstubAllEnvs();
    }
  });
});

describe("the provider process", () => {
  it("finds a package on which the program itself depends", async () => {
    const directory = await mkdtemp(join(tmpdir(), "pulumi-cloudtower-program-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const installed = join(directory, "node_modules", "pulumi-cloudtower");
    await mkdir(installed, { recursive: true });
    await writeFile(join(installed, "package.json"), JSON.stringify({ exports: { "./dynamic": "./dynamic.js" } }));
    await writeFile(join(installed, "dynamic.js"), "");
    expect(unresolvedProblem(directory)).toBeUndefined();
  });

  it("cannot find a package on which only a library depends", () => {
    expect(unresolvedProblem("/")).toContain("Add it to the dependencies of that project itself");
  });
});

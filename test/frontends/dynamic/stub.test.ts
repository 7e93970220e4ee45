import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";

// Uses the installed package, because a test runner changes the text of the sources.
const installed = createRequire(__filename);

const seen: { type: string; inputs: Record<string, unknown> }[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, inputs }) => {
      seen.push({ type, inputs });
      return { id: "host-1", state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
  const { HostMaintenanceMode } = installed("pulumi-cloudtower") as typeof import("../../../provider");
  const resource = new HostMaintenanceMode("host", { hostId: "host-1" });
  await new Promise((resolve) => resource.urn.apply(resolve));
});

/** Existing states contain these: a change breaks every existing stack. */
describe("what every state holds", () => {
  it("has the type token that it always had", () => {
    expect(seen.map(({ type }) => type)).toEqual(["pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode"]);
  });

  it("has the provider byte for byte, which only loads the stable subpath", () => {
    const golden = readFileSync(join(__dirname, "stub.golden.txt"), "utf8");
    const text = String(seen[0]?.inputs.__provider);
    expect(text).toBe(golden);
  });

  it("loads the seven verbs, as Pulumi's provider process does", () => {
    const provider = { exports: {} as { handler?: () => object } };
    new Function("exports", "require", String(seen[0]?.inputs.__provider))(provider.exports, installed);
    expect(provider.exports.handler?.()).toBe(installed("pulumi-cloudtower/dynamic"));
  });

  it("leaves the program's stack traces as they were", () => {
    expect(Error.stackTraceLimit).toBeGreaterThan(0);
  });

  it("finds the seven verbs at the stable subpath, and those of a run under its name", () => {
    const verbs = ["check", "configure", "create", "delete", "diff", "read", "update"];
    const { run, ...own } = installed("pulumi-cloudtower/dynamic");
    expect(Object.keys(own).sort()).toEqual(verbs);
    expect(Object.keys(run).sort()).toEqual(verbs);
  });

  it("has only the inputs and the provider text before the provider has run", () => {
    expect(Object.keys(seen[0]?.inputs ?? {}).sort()).toEqual(["__owner", "__place", "__provider", "hostId"]);
  });
});

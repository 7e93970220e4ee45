import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json";
import {
  chooseFetch,
  chooseInstalled,
  type Installation,
  noEngineMessage,
  problemOf,
} from "../../scripts/engine/decide.js";
import { ENGINE_VERSION, isRecentEnough, MINIMUM_VERSION } from "../../scripts/engine/version.js";

const onPath: Installation = { binDir: "/bin", pulumi: "/bin/pulumi", version: ENGINE_VERSION, missing: [] };
const cached: Installation = { binDir: "/cache", pulumi: "/cache/pulumi", version: ENGINE_VERSION, missing: [] };
const go = { usable: true, detail: "go version go1.26.8" };
const noGo = { usable: false, detail: "no `go` on PATH" };

describe("an installed engine", () => {
  test("on PATH comes before the cache", () => {
    expect(chooseInstalled(onPath, cached)).toBe(onPath);
  });

  test.each([
    ["does not answer", { version: undefined }, "does not answer"],
    ["is too old", { version: "3.100.0" }, `${MINIMUM_VERSION} or a later 3.x`],
    ["has no Node language host", { missing: ["pulumi-language-nodejs"] }, "pulumi-language-nodejs is neither"],
  ])("that %s is passed over", (_what, change, problem) => {
    const broken = { ...onPath, ...change };
    expect(problemOf(broken)).toContain(problem);
    expect(chooseInstalled(broken, cached)).toBe(cached);
    expect(chooseInstalled(broken, undefined)).toBeUndefined();
  });

  test.each([
    [MINIMUM_VERSION, true],
    ["v3.248.0", true],
    ["3.260.0-alpha.1+dirty", true],
    ["3.199.9", false],
    ["4.0.0", false],
    ["nonsense", false],
    [undefined, false],
  ])("of version %s is recent enough: %s", (version, expected) => {
    expect(isRecentEnough(version)).toBe(expected);
  });
});

describe("fetching", () => {
  test("prefers the download, then Go, then gives up", () => {
    expect(chooseFetch({ go })).toBe("download");
    expect(chooseFetch({ downloadProblem: "not reachable", go })).toBe("go-build");
    expect(chooseFetch({ downloadProblem: "not reachable", go: noGo })).toBeUndefined();
  });

  test("that is impossible names what was tried and both remedies", () => {
    const old = { ...onPath, version: "3.1.0" };
    const message = noEngineMessage({ onPath: old, downloadProblem: "HTTP 403", go: noGo, goNeeded: "1.25" });
    for (const part of ["/bin/pulumi", "3.1.0", "HTTP 403", "no `go` on PATH", `Pulumi ${ENGINE_VERSION}`, "Go 1.25"]) {
      expect(message).toContain(part);
    }
  });
});

test("the engine's version is the SDK's, and that of the Go module", () => {
  expect(manifest.devDependencies["@pulumi/pulumi"]).toBe(ENGINE_VERSION);
  const goMod = readFileSync(join(__dirname, "../../scripts/engine/go/cli/go.mod"), "utf8");
  expect(goMod).toContain(`github.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION}`);
});

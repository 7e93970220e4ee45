import { expect, it } from "vitest";
import { stackOf, urnOf, urnOfRun } from "../../../provider/lifecycle/session/owner";

const URN = "urn:pulumi:dev::fleet::pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode::east";
const RUN = URN.replace("Mode::", "Run::");

it("resources of one stack are known by project and stack", () => {
  expect(stackOf("project/stack/name")).toBe("project/stack");
  expect(stackOf("project/stack/type$name/with/slashes")).toBe("project/stack");
});

it.each([
  ["fleet/dev/east", URN],
  ["fleet/dev/my:pool:Pool$east", URN.replace("pulumi-nodejs", "my:pool:Pool$pulumi-nodejs")],
  [
    "fleet/dev/a:b:C$d:e:F$rack/east$1",
    URN.replace("pulumi-nodejs", "a:b:C$d:e:F$pulumi-nodejs").replace("east", "rack/east$1"),
  ],
  ["fleet/dev/HostMaintenanceRun$east", RUN],
  ["fleet/dev/my:pool:Pool$HostMaintenanceRun$east", RUN.replace("pulumi-nodejs", "my:pool:Pool$pulumi-nodejs")],
  ["fleet", undefined],
])("the owner %s has the URN %s, also as that of a run if it is one", (owner, urn) => {
  expect(urnOf(owner)).toBe(urn);
  expect(urnOfRun(owner)).toBe(owner.includes("HostMaintenanceRun$") ? urn : undefined);
});

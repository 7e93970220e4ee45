// Options of Pulumi's, a user of a directory, and a VM whose start fails at first, in the life of one resource.
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, openSimulator, places, recordOf } from "./oneHost";

it("deletedWith is refused, a directory's user logs in, a failed start is retried, and retainOnDelete is warned of", async () => {
  const { simulator, env } = await openSimulator({ quirks: { loginSources: ["AUTHN"] } });
  const before = places(simulator);
  const args = JSON.stringify({ hostId: simulator.host("node-1", "east").id });
  const program = (options: string) => `
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode } from "pulumi-cloudtower";
const other = new pulumi.ComponentResource("test:index:Other", "other");
export const host = new HostMaintenanceMode("host", ${args}, ${options});
`;
  const project = await createProject({ program: program("{ deletedWith: other }"), env });
  const dropped = await project.up(["--skip-preview"]);
  expect(dropped.code).not.toBe(0);
  expect(dropped.all).toContain("the option deletedWith cannot be used");
  expect(dropped.all).not.toMatch(STACK_TRACE);

  await project.setProgram(program("{}"));
  project.env.CLOUDTOWER_USER_SOURCE = "LDAP";
  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("cloudtower:authConfigId");
  expect(refused.all).toContain("a token or an API key (cloudtower:token) needs neither");
  expect(simulator.mutations).toEqual([]);

  Object.assign(project.env, {
    CLOUDTOWER_USER_SOURCE: "AUTHN",
    CLOUDTOWER_AUTH_CONFIG_ID: "clsimulatordirectory00000",
  });
  expect(await project.up(["--skip-preview"])).toSucceed();
  simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
  simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", message: "No memory.", times: 1 });
  const destroy = await project.destroy(["--skip-preview"]);
  expect(destroy).toSucceed();
  expect(destroy.all).toContain('did not start: "No memory."');
  expect(places(simulator)).toEqual(before);

  await project.setProgram(program("{ retainOnDelete: true }"));
  const retained = await project.up(["--skip-preview"]);
  expect(retained).toSucceed();
  expect(retained.all).toContain(
    "with the option retainOnDelete, removing the resource leaves the host in maintenance",
  );
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(await recordOf(project)).toBeUndefined();
  expect(simulator.host("node-1", "east").session?.state).toBe("MAINTENANCE_MODE");
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);
});

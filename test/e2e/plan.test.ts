// A pipeline that has a plan approved, and then runs `pulumi up` with it.
import { expect, it } from "vitest";
import { createProject, type Project } from "./harness/index.js";
import { accepted, openSimulator, places } from "./oneHost";

const upByPlan = async (project: Project) => {
  expect(await project.preview(["--save-plan", "plan.json"])).toSucceed();
  return project.up(["--plan", "plan.json", "--skip-preview"]);
};

it("after an entry that ran out of time the old plan is refused, and a new one continues the entry", async () => {
  const { simulator, env } = await openSimulator({ speed: 2 });
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const before = places(simulator);
  // Not the resource itself: Pulumi then ends a run by a plan with exit code 1, whatever the resource.
  const program = `
import { HostMaintenanceMode } from "pulumi-cloudtower";
export const { phase } = new HostMaintenanceMode("host", { hostId: ${id}, allowShutdown: "all", timeouts: { enter: "1s" } });
`;
  const project = await createProject({ program, env });
  const first = await upByPlan(project);
  expect(first.code).not.toBe(0);
  expect(first.all).toContain("has not ended in time");

  const old = await project.up(["--plan", "plan.json", "--skip-preview"]);
  expect(old.code).not.toBe(0);
  expect(old.all).toContain("update is not allowed by the plan");

  await project.setProgram(program.replace("1s", "5m"));
  expect(await upByPlan(project)).toSucceed();
  expect((await project.outputs()).phase).toBe("maintenance");
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
});

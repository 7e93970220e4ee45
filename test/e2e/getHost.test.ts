import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { openSimulator } from "./oneHost";

const program = (args: string) => `
import { getHost, getHosts } from "pulumi-cloudtower";
export const found = getHost(${args});
export const away = getHosts({ state: "maintenance" });
`;

it("finds a host in a program, and those in maintenance, and says clearly why it finds none", async () => {
  const { simulator, env } = await openSimulator();
  simulator.operator.enter("node-5", { atOnce: true });
  const east3 = simulator.host("node-3", "east");
  // Versions of Node from 20.19.6 on fill all memory with the stack of such an error, which nobody sees (nodejs/node#64011).
  const little = { NODE_OPTIONS: "--max-old-space-size=256" };
  const project = await createProject({ program: program("{ name: 'node-1' }"), env: { ...env, ...little } });

  const finds = async (args: string, id: string) => {
    await project.setProgram(program(args));
    expect(await project.up(["--skip-preview"])).toSucceed();
    expect(await project.outputs()).toMatchObject({
      found: { id, state: "in-use", vmCount: 5 },
      away: [{ name: "node-5", clusterName: "west", state: "maintenance", maintenanceSince: expect.any(String) }],
    });
  };
  await finds("{ name: 'node-3', cluster: 'east' }", east3.id);

  const fails = async (args: string, ...words: string[]) => {
    await project.setProgram(program(args));
    const up = await project.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    for (const word of words) expect(up.all).toContain(word);
    expect(up.all).not.toMatch(STACK_TRACE);
    expect(up.all).not.toMatch(/heap out of memory/);
  };
  await fails("{ name: 'node-3' }", "2 hosts with name", "cluster east", "cluster west", "Add cluster");
  expect(simulator.violations).toEqual([]);
});

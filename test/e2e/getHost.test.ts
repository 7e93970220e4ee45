import { expect, it } from "vitest";
import { createProject } from "./harness/index.js";
import { openSimulator, STACK_TRACE } from "./support";

const program = (args: string) => `
import { getHost } from "pulumi-cloudtower";
export const found = getHost(${args});
`;

it("finds a host by id, name, management IP and data IP, and says plainly why it finds none", async () => {
  const { simulator, env } = await openSimulator();
  const [east1, east3] = [simulator.host("node-1", "east"), simulator.host("node-3", "east")];
  const project = await createProject({ program: program("{ name: 'node-1' }"), env });

  const finds = async (args: string, id: string) => {
    await project.setProgram(program(args));
    expect(await project.up(["--skip-preview"])).toSucceed();
    expect(await project.outputs()).toMatchObject({ found: { id } });
  };
  await finds(`{ id: ${JSON.stringify(east1.id)} }`, east1.id);
  await finds("{ name: 'node-3', cluster: 'east' }", east3.id);
  await finds(`{ managementIp: ${JSON.stringify(east3.managementIp)} }`, east3.id);
  await finds(`{ dataIp: ${JSON.stringify(east1.dataIp)} }`, east1.id);

  const fails = async (args: string, ...words: string[]) => {
    await project.setProgram(program(args));
    const up = await project.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    for (const word of words) expect(up.all).toContain(word);
    expect(up.all).not.toMatch(STACK_TRACE);
  };
  await fails("{ name: 'node-99' }", 'no host with name "node-99"');
  await fails("{ name: 'node-3' }", "2 hosts with name", "cluster east", "cluster west", "Add cluster");
  await fails("{ cluster: 'east' }", "give exactly one of id, name, managementIp, dataIp");
  expect(simulator.violations).toEqual([]);
});

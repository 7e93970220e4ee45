// A credential in plain config stands in every state from then on: nothing is begun with one.
import { expect, it } from "vitest";
import { createProject } from "./harness/index.js";
import { accepted, oneHost, openSimulator } from "./oneHost";

it("a password in plain config is refused before anything is asked, with the command that encrypts it", async () => {
  const { simulator, env } = await openSimulator();
  const { CLOUDTOWER_PASSWORD: password, ...others } = env;
  const project = await createProject({
    language: "esm",
    program: oneHost(`{ hostId: ${JSON.stringify(simulator.host("node-2", "east").id)}, allowShutdown: "all" }`),
    env: others,
    config: { "cloudtower:password": password },
  });
  for (const run of [() => project.preview(), () => project.up(["--skip-preview"])]) {
    const refused = await run();
    expect(refused.code).not.toBe(0);
    expect(refused.all).toContain("Run pulumi config set --secret cloudtower:password");
  }
  expect(simulator.requests).toEqual([]);

  expect(await project.config.set("cloudtower:password", password, { secret: true })).toSucceed();
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
  // The history has it from the run that was refused: Pulumi writes that by itself, and the error says to change it.
  expect(JSON.stringify(await project.exportStack())).not.toContain(`"${password}"`);
});

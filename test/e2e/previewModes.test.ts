// The setting `preview`: what a preview does about what `up` would do.
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { countedRequests, oneHost, openSimulator } from "./oneHost";

it("fails, warns or keeps silent where up would be refused", async () => {
  const { simulator, env } = await openSimulator();
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${id}, allowShutdown: "none" }`), env });

  const warned = await project.preview();
  expect(warned).toSucceed();
  expect(warned.all).toContain("pulumi up will refuse: allowShutdown does not cover");

  expect(await project.config.set("cloudtower:preview", "fail")).toSucceed();
  const failed = await project.preview();
  expect(failed.code).not.toBe(0);
  expect(failed.all).toMatch(/error: .*pulumi up will refuse: allowShutdown does not cover/);
  expect(failed.all).not.toMatch(STACK_TRACE);

  await project.setProgram(oneHost(`{ hostId: ${id}, allowShutdown: "all" }`));
  const allowed = await project.preview();
  expect(allowed).toSucceed();
  expect(allowed.all).toContain("would be shut down");

  expect(await project.config.set("cloudtower:preview", "off")).toSucceed();
  const requests = simulator.requests.length;
  const silent = await project.preview();
  expect(silent).toSucceed();
  expect(silent.all).not.toContain("would be shut down");
  expect(countedRequests(simulator, requests)).toEqual([]);
});

it("the setting that it replaced is refused by up, and only warned of by destroy", async () => {
  const { simulator, env } = await openSimulator();
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${id} }`), env });
  expect(await project.up(["--skip-preview"])).toSucceed();

  expect(await project.config.set("cloudtower:previewPrecheck", "false")).toSucceed();
  const words = "cloudtower:previewPrecheck was replaced by cloudtower:preview. Remove it; if it was false, set";
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  expect(up.all).toContain(words);
  const destroy = await project.destroy(["--skip-preview"]);
  expect(destroy).toSucceed();
  expect(destroy.all).toContain(`warning: ${words}`);
});

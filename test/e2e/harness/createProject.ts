import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { inject, onTestFinished, TestRunner } from "vitest";
import { ownDirectory } from "../../../scripts/engine/ownDirectory.js";
import { type E2eSetup, installBeside, STACK } from "./install.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";

/**
 * A fresh project with the packed package really installed. Made in a test, it goes when that test ends; made in
 * `beforeAll`, call its `dispose()` in `afterAll`.
 */
export async function createProject(options: ProjectOptions, setup = readySetup()): Promise<Project> {
  const project = await openProject(setup, options);
  if (TestRunner.getCurrentTest()) onTestFinished(() => project.dispose());
  return project;
}

/** The same with another version of Pulumi's SDK, as it is; for one test. */
export async function setupWith(sdk: string): Promise<E2eSetup> {
  const ready = readySetup();
  const dir = await ownDirectory("sdk-");
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const template = join(dir, "template");
  await installBeside(template, ready.tarball, sdk);
  for (const name of ["backend", `Pulumi.${STACK}.yaml`]) {
    await cp(join(ready.template, name), join(template, name), { recursive: true });
  }
  return { ...ready, template };
}

/** What the global set-up has installed. */
export function readySetup(): E2eSetup {
  const setup = inject("e2e");
  if ("error" in setup) throw new Error(setup.error);
  return setup;
}

import { inject, onTestFinished, TestRunner } from "vitest";
import type { E2eSetup } from "./install.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";

/**
 * A fresh project with the packed package really installed. Made in a test, it goes when that test ends; made in
 * `beforeAll`, call its `dispose()` in `afterAll`.
 */
export async function createProject(options: ProjectOptions): Promise<Project> {
  const project = await openProject(readySetup(), options);
  if (TestRunner.getCurrentTest()) onTestFinished(() => project.dispose());
  return project;
}

/** What the global set-up has installed. */
export function readySetup(): E2eSetup {
  const setup = inject("e2e");
  if ("error" in setup) throw new Error(setup.error);
  return setup;
}

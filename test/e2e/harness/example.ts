import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createProject } from "./createProject.js";
import type { Project } from "./project.js";

const EXAMPLES = join(import.meta.dirname, "..", "..", "..", "examples");

/** What would be checked at each run: `npm run check` does it once. */
const UNCHECKED = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

/** A program of `examples/` as it stands, with what its package.json asks for installed. */
export async function createExample(name: string, env: Record<string, string>): Promise<Project> {
  const project = await createProject({ program: "", language: "ts", env: { ...UNCHECKED, ...env } });
  await rm(join(project.dir, "tsconfig.json"));
  await cp(join(EXAMPLES, name), project.dir, { recursive: true });
  return project;
}

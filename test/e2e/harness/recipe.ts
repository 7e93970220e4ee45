import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { createExample } from "./example.js";
import { STACK } from "./install.js";
import type { Project } from "./project.js";

/** A program of `examples/` with a stack, its config, and programs that the test puts on the PATH. */
export async function createRecipe(
  name: string,
  env: Record<string, string>,
  config: Record<string, unknown>,
  tools: Record<string, string>,
): Promise<Project> {
  const project = await createExample(name, env);
  const directory = join(project.homeDir, "tools");
  await mkdir(directory);
  for (const [tool, text] of Object.entries(tools)) {
    await writeFile(join(directory, tool), `#!/bin/sh\n${text}`, { mode: 0o755 });
  }
  project.env.PATH = [directory, project.env.PATH].join(delimiter);
  project.env.RECIPE = project.homeDir;
  await project.must(["stack", "init", STACK]);
  const file = join(project.dir, `Pulumi.${STACK}.yaml`);
  const initial = parse(await readFile(file, "utf8"));
  const own = Object.fromEntries(Object.entries(config).map(([key, value]) => [`${name}:${key}`, value]));
  await writeFile(file, stringify({ ...initial, config: { ...initial.config, ...own } }));
  return project;
}

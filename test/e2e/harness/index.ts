import "./matchers.js";

export type { CliResult, RunningCli } from "./cli.js";
export { createProject, readySetup } from "./createProject.js";
export type { Language } from "./programFiles.js";
export { type Operation, Project, type ProjectOptions } from "./project.js";
export type { ExportedStack, StackResource } from "./stack.js";

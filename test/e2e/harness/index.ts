import "./matchers.js";

export type { CliResult, RunningCli } from "./cli.js";
export type { E2eSetup } from "./globalSetup.js";
export type { Language } from "./programFiles.js";
export { createProject, type Operation, Project, type ProjectOptions } from "./project.js";
export type { ExportedStack, StackResource } from "./stack.js";

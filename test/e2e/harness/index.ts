import "./matchers.js";

export { type CliResult, type RunningCli, STACK_TRACE } from "./cli.js";
export { createProject, readySetup, setupWith } from "./createProject.js";
export { createExample } from "./example.js";
export { OLDEST_SDK } from "./install.js";
export { startInOwnGroup } from "./ownGroup.js";
export type { Language } from "./programFiles.js";
export { type Operation, Project, type ProjectOptions } from "./project.js";
export { createRecipe } from "./recipe.js";
export type { ExportedStack, StackResource } from "./stack.js";
export { HAS_TERMINAL, startInTerminal, type TerminalRun } from "./terminal.js";

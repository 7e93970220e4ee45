export { followCommand } from "./follow";
export type { CommandSpec } from "./spec";
export { startCommand } from "./start";
export { type CommandState, commandIn, type Ended, type Lost } from "./state";

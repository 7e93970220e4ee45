export type { RunContext, RunNotes } from "./context";
export { perform, RunStopped } from "./perform";
export type { RunPlan } from "./plan";
export { isAhead, isUntouched, type Noted, RUN_VERSION, type RunRecord, STAGES } from "./record";
export { runFailures } from "./runFailures";
export { undo } from "./undo";

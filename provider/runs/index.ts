export type { RunContext, RunNotes } from "./context";
export { perform, RunStopped } from "./perform";
export { type RunPlan, roundOf } from "./plan";
export { isUntouched, RUN_VERSION, type RunRecord, STAGES, type Stage } from "./record";
export { runFailures } from "./runFailures";
export { undo } from "./undo";

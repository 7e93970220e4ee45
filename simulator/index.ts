export type { Fault, FaultKind } from "./api/faults/schema";
export type { SimulatorOptions } from "./options";
export type { QuirkSettings, RefusalRules, RefusalStyle } from "./quirks";
export type { Gate, MutationRecord, RequestRecord } from "./records";
export { scenarioNames } from "./scenario/load";
export type { Scenario } from "./scenario/schema";
export { type Simulator, startSimulator } from "./simulator";
export type { Snapshot, VmView } from "./views/types";

export type { Faults } from "./api/faults/queue";
export type { Fault, FaultKind } from "./api/faults/schema";
export type { Operator, OperatorExit } from "./control/operator";
export type { AlertText } from "./model/alerts";
export type { HostService, HostStatus, MaintenanceState, PassthroughDevice, Power } from "./model/entities";
export type { Silence } from "./nodes";
export type { SimulatorOptions } from "./options";
export type { QuirkSettings, Quirks, RefusalRules, RefusalStyle } from "./quirks";
export type { Gate, MutationRecord, RequestRecord, Violation } from "./records";
export { ScenarioError, scenarioNames } from "./scenario/load";
export type { Scenario } from "./scenario/schema";
export { type Simulator, startSimulator } from "./simulator";
export type {
  AlertView,
  ClusterView,
  HostView,
  LabelView,
  SessionView,
  Snapshot,
  TaskView,
  VmView,
} from "./views/types";

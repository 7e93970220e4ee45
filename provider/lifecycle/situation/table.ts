import type { MaintenanceRequest } from "../context";
import type { Verb } from "../report/failure";
import type { Seen, SeenName, Situation, UnseenName } from "./situate";

/** The next thing to do. Each has a function of its own in `steps/`. */
export type Step =
  // On the way in
  | "enter"
  | "adopt"
  | "follow"
  | "complete"
  | "forget"
  // On the way out
  | "exit"
  | "give back"
  | "leave"
  | "finish"
  // Either way
  | "wait"
  | "keep"
  | "refresh"
  | "mark foreign"
  | "end"
  | "tell"
  | "refuse";

/** What an argument decides. */
type Choice = { if: "adopt" | "exit"; step: Step; else: Step };
type Cell = Step | Choice;
type Row = Record<Verb, Cell>;

const adoptOr = (step: Step): Choice => ({ if: "adopt", step: "adopt", else: step });
const exitOr = (step: Step): Choice => ({ if: "exit", step, else: "refuse" });

/** What each verb does in each situation. `docs/situations.md` is written from this table. */
export const TABLE: Record<SeenName | UnseenName, Row> = {
  "not looked at": { create: "refuse", update: "keep", read: "keep", delete: "refuse" },
  free: { create: "enter", update: "enter", read: "end", delete: "give back" },
  entering: { create: "follow", update: "follow", read: "keep", delete: "follow" },
  "in maintenance": { create: "complete", update: "complete", read: "refresh", delete: "exit" },
  exiting: { create: "wait", update: "wait", read: "refresh", delete: "wait" },
  "another's entry": {
    create: adoptOr("refuse"),
    update: adoptOr("refuse"),
    read: "mark foreign",
    delete: exitOr("follow"),
  },
  "another's maintenance": {
    create: adoptOr("refuse"),
    update: adoptOr("refuse"),
    read: "mark foreign",
    delete: exitOr("exit"),
  },
  "handed over": { create: "refuse", update: "keep", read: "keep", delete: "leave" },
  "not ready": { create: "complete", update: "complete", read: "refresh", delete: "refuse" },
  "entry without effect": { create: "tell", update: "tell", read: "keep", delete: "tell" },
  "exit without effect": { create: "tell", update: "tell", read: "keep", delete: "tell" },
  out: { create: "tell", update: "tell", read: "end", delete: "give back" },
  owed: { create: "enter", update: "enter", read: "end", delete: "give back" },
  over: { create: "forget", update: "enter", read: "end", delete: "give back" },
  strange: { create: "refuse", update: "refuse", read: "keep", delete: "refuse" },
  gone: { create: "refuse", update: "refuse", read: "finish", delete: "finish" },
  hidden: { create: "refuse", update: "refuse", read: "refuse", delete: "refuse" },
  "on another CloudTower": { create: "refuse", update: "refuse", read: "refuse", delete: "refuse" },
};

/** Whether the host is shown decides what a step can be given. */
export function isSeen(situation: Situation): situation is Seen {
  return "host" in situation;
}

/** The next step: a look into the table. */
export function decide(verb: Verb, situation: Situation, request: MaintenanceRequest | undefined): Step {
  const cell = TABLE[situation.is][verb];
  if (typeof cell === "string") return cell;
  const isChosen =
    cell.if === "adopt" ? request?.ifAlreadyInMaintenance === "adopt" : request?.onForeignSession === "exit";
  return isChosen ? cell.step : cell.else;
}

import type { MaintenanceRequest } from "../context";
import type { Verb } from "../report/failure";
import type { Seen, SeenName, Situation, UnseenName } from "./situate";

/** The possible next steps. Each has a function in `steps/`. */
export const STEPS = {
  enter: "precheck, consent, enter call",
  adopt: "take the session over",
  recognize: "record what CloudTower shows of the session",
  follow: "wait for the end of the entry",
  complete: "record what CloudTower shows of the session",
  forget: "name the VMs that are not as before, then start over",
  exit: "exit plan, exit call",
  "look after": "record what a failed entry left, then start over",
  "give back": "start the VMs that an entry or exit of ours left off, name the others, done",
  leave: "leave it alone, done",
  wait: "wait for the end of that task",
  pause: "wait half a minute, then start over",
  keep: "keep the resource as it is",
  refresh: "update the VM lists",
  "mark foreign": 'keep it with `phase: "foreign"`, or unfinished as it was',
  end: "remove the resource, or keep it while VMs are owed",
  finish: "remove the resource, and name the VMs",
  tell: "fail, and say what CloudTower said and where the VMs are",
  refuse: "refuse",
} as const;

export type Step = keyof typeof STEPS;

/** What a step depends on besides the situation. */
export const ARGUMENTS = {
  adopt:
    '`ifAlreadyInMaintenance: "adopt"` (where journal or name tag knows that another stack holds it: and `onForeignSession: "exit"`)',
  exit: '`onForeignSession: "exit"`',
  patience: "`timeouts.waitToExit`, until it is over",
} as const;

/** A choice that an argument decides. */
interface Choice {
  if: keyof typeof ARGUMENTS;
  step: Step;
  else: Step;
}
type Cell = Step | Choice;
type Row = Record<Verb, Cell> & { means: string };

const adoptOr = (step: Step): Choice => ({ if: "adopt", step: "adopt", else: step });
const pauseOr = (step: Step): Choice => ({ if: "patience", step: "pause", else: step });
const exitOr = (step: Step): Choice => ({ if: "exit", step, else: "refuse" });

/** What each verb does in each situation. `docs/situations.md` is generated from this table. */
// biome-ignore format: one row per line makes it a table
export const TABLE: Record<SeenName | UnseenName, Row> = {
  "not looked at":         { create: "refuse",           update: "keep",             read: "keep",         delete: "refuse",         means: "nothing is unfinished, so nothing is read" },
  free:                    { create: "enter",            update: "enter",            read: "end",          delete: "give back",      means: "the host is in use, and no session of ours is known" },
  entering:                { create: "follow",           update: "follow",           read: "keep",         delete: "follow",         means: "our entry is running" },
  "in maintenance":        { create: "complete",         update: "complete",         read: "refresh",      delete: "exit",           means: "the host is in maintenance, in our session" },
  exiting:                 { create: "wait",             update: "wait",             read: "refresh",      delete: "wait",           means: "an exit of ours may be running" },
  "ours by its tag":       { create: "recognize",        update: "recognize",        read: "keep",         delete: "recognize",      means: "the host is in, or entering, a session that our name tag proves ours, and that neither state nor journal have" },
  "another's entry":       { create: adoptOr("refuse"),  update: adoptOr("refuse"),  read: "mark foreign", delete: exitOr("follow"), means: "the host is entering, and the entry is not ours, or unknown" },
  "another's maintenance": { create: adoptOr("refuse"),  update: adoptOr("refuse"),  read: "mark foreign", delete: exitOr("exit"),   means: "the host is in a session that is not ours, or unknown" },
  "handed over":           { create: "refuse",           update: "keep",             read: "keep",         delete: "leave",          means: "another resource has adopted our session" },
  "not ready":             { create: "complete",         update: "complete",         read: "refresh",      delete: pauseOr("refuse"), means: "the host is in our session, but CloudTower has no connection to it" },
  owed:                    { create: "enter",            update: "enter",            read: "end",          delete: "give back",      means: "the host is in use after an entry or exit of ours that did not fully succeed" },
  over:                    { create: "forget",           update: "enter",            read: "end",          delete: "give back",      means: "the host is in use, because somebody else or our own destroy ended our session" },
  out:                     { create: "tell",             update: "tell",             read: "end",          delete: "give back",      means: "the exit of this run has brought the host back" },
  "entry failed":          { create: "look after",       update: "look after",       read: "look after",   delete: "look after",     means: "our entry has failed since the last run, and what it left is not recorded yet" },
  "entry without effect":  { create: "tell",             update: "tell",             read: "keep",         delete: "tell",           means: "the entry of this run was refused, failed, or had no effect" },
  "exit refused":          { create: "tell",             update: "tell",             read: "keep",         delete: pauseOr("tell"),  means: "the exit of this run was refused or failed, for example because services of the host are not up yet" },
  "exit without effect":   { create: "tell",             update: "tell",             read: "keep",         delete: "tell",           means: "the exit of this run had no effect" },
  strange:                 { create: "refuse",           update: "refuse",           read: "keep",         delete: "refuse",         means: "the host is being removed, or in an unknown state" },
  gone:                    { create: "refuse",           update: "refuse",           read: "finish",       delete: "finish",         means: "the host is gone; other hosts of its cluster are shown" },
  hidden:                  { create: "refuse",           update: "refuse",           read: "refuse",       delete: "refuse",         means: "the host is not shown, but may be hidden from this user" },
  "on another CloudTower": { create: "refuse",           update: "refuse",           read: "refuse",       delete: "refuse",         means: "the settings point to another CloudTower, which does not show our session" },
};

/** Is the host shown? Only then can most steps run. */
export function isSeen(situation: Situation): situation is Seen {
  return "host" in situation;
}

/** Looks up the next step. */
export function decide(
  verb: Verb,
  { is, isAnotherStacks = false }: { is: SeenName | UnseenName; isAnotherStacks?: boolean | undefined },
  request: MaintenanceRequest | undefined,
  hasPatience: boolean,
): Step {
  const cell = TABLE[is][verb];
  if (typeof cell === "string") return cell;
  const adopts = request?.ifAlreadyInMaintenance === "adopt";
  const exits = request?.onForeignSession === "exit";
  const isChosen = { adopt: adopts && (exits || !isAnotherStacks), exit: exits, patience: hasPatience }[cell.if];
  return isChosen ? cell.step : cell.else;
}

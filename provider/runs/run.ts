import { randomBytes } from "node:crypto";
import { timeOf } from "../clock";
import type { Host } from "../cloudtower";
import {
  type About,
  type Context,
  during,
  forHost,
  isAttemptOf,
  isSeen,
  LifecycleError,
  type Look,
  look,
  renewTag,
  tagOwner,
  type Verb,
} from "../lifecycle";
import type { RunContext } from "./context";
import { type RunPlan, roundOf } from "./plan";
import { type Begun, forRound, isUntouched, later, mustBeRun, type Noted, RUN_VERSION, type RunRecord } from "./record";
import { runFailures } from "./runFailures";
import { begunElsewhere } from "./tagged";

/** For clocks of two machines that differ, and for a command that does not stop at once. */
const SLACK_MS = 60_000;

/** A run that is at work: what it is to do, what is known of it, and how its host was last seen. */
export class Run {
  #host: Host | undefined;
  /** A command of which nothing is known but that it may have begun, in an earlier run. */
  suspected: Begun | undefined;
  /** May a run that died on another machine have done something of which nothing is known here? */
  mayHaveOthers = false;

  readonly outer: RunContext;

  private constructor(
    readonly verb: Verb,
    outer: RunContext,
    readonly plan: RunPlan,
    public record: RunRecord,
    /** Where the record comes from. */
    readonly origin: "nowhere" | "state" | "notes",
    /** The revision in the state. */
    private readonly basis: string | undefined,
    private readonly disk: string,
  ) {
    const { context } = outer;
    this.outer = {
      ...outer,
      context: { ...context, nameTag: { ...context.nameTag, attempt: () => this.record.begun } },
    };
  }

  /** @throws LifecycleError if the notes cannot be read */
  static async open(verb: Verb, outer: RunContext, plan: RunPlan, inState: RunRecord | undefined): Promise<Run> {
    const { hostId } = plan.request;
    const about = { verb, host: inState?.hostName ?? hostId };
    const [noted, disk] = await during(runFailures.notesUnreadable, about, async () => {
      const found = await outer.notes.read();
      if (found) mustBeRun(found, outer.notes.where);
      return [found, await outer.notes.disk()] as const;
    });
    const known = later(inState, mine(noted, hostId, about, outer.notes.where));
    const origin = known === undefined ? "nowhere" : known === inState ? "state" : "notes";
    const record = known ? forRound(known, roundOf(plan)) : emptyRecord(outer, plan);
    return new Run(verb, outer, plan, record, origin, inState?.revision, disk);
  }

  /**
   * May a command have begun of which nothing is known here? Nothing is known of an earlier run, but the host is or was in a session;
   * or our name tag says so.
   * @returns the command that only the name tag knows of
   */
  suspect({ situation, record }: Look): Begun | undefined {
    this.mayHaveOthers = this.origin !== "notes" && situation.is !== "free";
    const { context } = this.outer;
    const begun = isSeen(situation)
      ? begunElsewhere(situation.host, tagOwner(context), this.record.begun, context.clock.now())
      : undefined;
    if (begun) {
      const { until } = begun;
      const command: Begun = { name: "", isTagged: true, ...(until === undefined ? {} : { until }) };
      const attempt = isAttemptOf(begun, this.record.round) ? begun.count : this.record.attempt;
      this.mayHaveOthers = true;
      this.record = { ...this.record, begun, attempt, command };
      return command;
    }
    if (this.origin !== "nowhere" || (situation.is === "free" && record === undefined)) return undefined;
    const session = record ?? (isSeen(situation) ? situation.host.session : undefined);
    // At the earliest it began when the host had entered.
    const entered = timeOf(session?.enteredAt);
    const end = entered + this.plan.limits.runMs + SLACK_MS;
    this.suspected = { name: "", ...(Number.isNaN(end) ? {} : { until: new Date(end).toISOString() }) };
    return undefined;
  }

  /** Tells other machines which command was begun last. */
  async tell(): Promise<void> {
    const { session } = this.record;
    if (session) await renewTag(this.context(), this.host(), session, this.plan.request.reason);
  }

  /** A command that is about to be begun. */
  beginning(name: string, limitMs: number): Begun {
    const until = new Date(this.outer.context.clock.now() + limitMs + SLACK_MS).toISOString();
    return { name, disk: this.disk, at: this.now(), until, machine: this.outer.machine };
  }

  /** Is the record of the command on this machine's disk? */
  isHere({ name, disk }: Begun): boolean {
    return name !== "" && disk === this.disk;
  }

  /** For the steps of a run: each line begins with the host's name. */
  context(): Context {
    return forHost(this.outer.context, this.record.hostName);
  }

  /** The host as it was last seen. */
  host(): Host {
    if (!this.#host) throw new Error("a command is about to run for a host that was not seen");
    return this.#host;
  }

  about(): About {
    return { verb: this.verb, host: this.record.hostName };
  }

  /** Looks at the host, and at the session of this run. */
  async look(): Promise<Look> {
    const { context } = this.outer;
    const seen = await look(context, this.record.hostId, this.record.session).catch((error) => {
      throw error instanceof LifecycleError ? error : runFailures.hostUnreadable({ ...this.about(), cause: error });
    });
    if (isSeen(seen.situation)) {
      const { host } = seen.situation;
      context.seen?.(host);
      this.#host = host;
      const { name: hostName, clusterId, clusterName } = host;
      this.record = { ...this.record, hostName, clusterId, clusterName };
    }
    return seen;
  }

  /** Changes the record, and notes it on disk. A field that is undefined is removed. */
  async save(change: { [Name in keyof RunRecord]?: RunRecord[Name] | undefined }): Promise<void> {
    const whole = { ...this.record, ...change, revision: unique() };
    this.record = Object.fromEntries(
      Object.entries(whole).filter(([, value]) => value !== undefined),
    ) as unknown as RunRecord;
    await during(runFailures.notesUnwritable, this.about(), () =>
      this.outer.notes.write({ record: this.record, basis: this.basis }),
    );
  }

  /** Notes that a stage is over. */
  over(stage: keyof RunRecord["times"]): Pick<RunRecord, "times"> {
    return { times: { ...this.record.times, [stage]: this.now() } };
  }

  /** ISO 8601, by this machine's clock. */
  now(): string {
    return new Date(this.outer.context.clock.now()).toISOString();
  }
}

/**
 * Notes of another host are of a resource that was replaced: its own delete has brought that host back, on this machine or another.
 * @throws LifecycleError if that is not so
 */
function mine(noted: Noted | undefined, hostId: string, about: About, where: string): Noted | undefined {
  if (!noted || noted.record.hostId === hostId) return noted;
  const { record } = noted;
  if (record.phase === "done" || isUntouched(record)) return undefined;
  throw runFailures.notesOfAnotherHost(about, record, where);
}

/** Names something, for ever. */
export function unique(): string {
  return randomBytes(8).toString("hex");
}

function emptyRecord({ context }: RunContext, plan: RunPlan): RunRecord {
  const { hostId } = plan.request;
  return {
    runVersion: RUN_VERSION,
    revision: "",
    server: context.cloudTower.server,
    hostId,
    hostName: hostId,
    clusterId: "",
    clusterName: "",
    phase: "gate",
    round: roundOf(plan),
    attempt: 0,
    spared: false,
    hasRun: false,
    isVerified: false,
    hasRebooted: false,
    times: {},
  };
}

import { hostname } from "node:os";
import type * as pulumi from "@pulumi/pulumi";
import type { Connected } from "../../../connect";
import { openRunNotes } from "../../../journal";
import { read as readSession, urnOf } from "../../../lifecycle";
import {
  isUntouched,
  perform,
  type RunContext,
  type RunPlan,
  type RunRecord,
  RunStopped,
  runFailures,
  undo,
} from "../../../runs";
import { isUp } from "../../display";
import { inTurn } from "../../hostLock";
import { toPlan } from "../../run/arguments";
import { type RunInputs, type RunState, toRun, toRunInputs, toRunOutputs } from "../../run/state";
import { connectAsRecorded } from "../config";
import { asPulumiWants, type Kept } from "../failure";
import { locked, prepare } from "../prepare";
import { passOn } from "./notes";

/** Does what is to be done, and brings the host back. */
export async function create(inputs: RunInputs): Promise<pulumi.dynamic.CreateResult> {
  return asPulumiWants(async () => {
    const record = await atWork(inputs, undefined, (outer, plan) => perform("create", outer, plan, undefined));
    return { id: inputs.hostId, outs: toRunOutputs(inputs, record) };
  }, stoppedWith(inputs));
}

/**
 * Goes on with a run that is not done, does it again if what is to be done has changed, or else records the new policy. A round that
 * was refused before it touched the host leaves the state as it was: that of the last round.
 */
export async function update(id: string, olds: RunState, news: RunInputs): Promise<pulumi.dynamic.UpdateResult> {
  return asPulumiWants(async () => {
    const inState = toRun(olds);
    const formerOwner = await passOn(olds, news, inState);
    const verb = (outer: RunContext, plan: RunPlan) => perform("update", outer, plan, inState);
    const record = await atWork({ ...news, hostId: id }, undefined, verb, formerOwner);
    return { outs: toRunOutputs(news, record) };
  }, stoppedWith(news));
}

/** How the session of a run stands that is not done. What the state says of the rest is how it is. */
export async function read(id: string, state: RunState): Promise<pulumi.dynamic.ReadResult> {
  return asPulumiWants(async () => {
    const record = toRun(state);
    const { session, ...others } = record;
    const now = session && (await atWork(state, connectAsRecorded, ({ context }) => readSession(context, session)));
    return { id, props: toRunOutputs(toRunInputs(state), now ? { ...others, session: now } : others) };
  });
}

/** Brings the host back, unless the run is done. */
export async function delete_(_id: string, state: RunState): Promise<void> {
  return asPulumiWants(async () => {
    const record = toRun(state);
    mayBeLeftOut(record, state.__owner ?? "");
    await atWork(state, connectAsRecorded, (outer, plan) => undo(outer, plan, record));
  });
}

/** A rolling maintenance that leaves out a host must not end the session of its run by the way. */
function mayBeLeftOut({ phase, hostName }: RunRecord, owner: string): void {
  if (phase === "done" || !owner.includes("RollingMaintenance$") || !isUp(process.ppid)) return;
  throw runFailures.notDone({ verb: "delete", host: hostName }, phase, urnOf(owner) ?? owner);
}

async function atWork<T>(
  inputs: RunInputs,
  connectTo: ((connection: string | undefined) => Connected) | undefined,
  work: (outer: RunContext, plan: RunPlan) => Promise<T>,
  formerOwner?: string,
): Promise<T> {
  const { context, settings } = await prepare(inputs, connectTo);
  if (formerOwner !== undefined) context.nameTag = { ...context.nameTag, formerOwner };
  const notes = await openRunNotes(inputs.__owner ?? "", settings.journalDir);
  return locked(context, inputs.hostId, inputs, (seeing) =>
    work(
      {
        context: seeing,
        notes,
        machine: hostname(),
        environment: inherited(),
        inTurn: (cluster, wait, stages) => inTurn(`cluster ${cluster}`, stages, wait),
      },
      toPlan(inputs, settings),
    ),
  );
}

/** Commands need neither the credentials of CloudTower nor those of the stack. */
function inherited(): Record<string, string> {
  const known = Object.entries(process.env).filter(([name]) => !/^(CLOUDTOWER|PULUMI)_/.test(name));
  return Object.fromEntries(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What Pulumi is to keep of a run that stopped; undefined if it has touched nothing. */
function stoppedWith(inputs: RunInputs): (error: unknown) => Kept | undefined {
  return (error) => {
    if (!(error instanceof RunStopped) || isUntouched(error.record)) return undefined;
    return { id: error.record.hostId, properties: toRunOutputs(inputs, error.record) };
  };
}

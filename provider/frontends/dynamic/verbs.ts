import type * as pulumi from "@pulumi/pulumi";
import * as lifecycle from "../../lifecycle";
import { restoreOf } from "../arguments";
import { arrive } from "../clusterClaims";
import { inTurn, toRequest } from "../request";
import { type Inputs, type State, toInputs, toOutputs, toRecord } from "../state";
import { connectAsRecorded } from "./config";
import { asPulumiWants, sessionOf } from "./failure";
import { passOnFacts, settle } from "./journal";
import { leftInThisRun, locked, prepare } from "./prepare";

/** Enters maintenance. */
export async function create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult> {
  return asPulumiWants(async () => {
    // Before the first await.
    const turn = arrive(inputs.__owner, inputs.hostId);
    try {
      const { context, settings } = await prepare(inputs);
      turn.at(context.cloudTower.server);
      const record = await locked(context, inputs.hostId, inputs, (seeing) =>
        lifecycle.create(inTurn(seeing, turn), toRequest(inputs, settings)),
      );
      return { id: inputs.hostId, outs: toOutputs(inputs, record) };
    } finally {
      turn.end();
    }
  }, sessionOf(inputs));
}

/** Reads the session's current state. A blank id tells Pulumi that the session is over. */
export async function read(id: string, state: State): Promise<pulumi.dynamic.ReadResult> {
  return asPulumiWants(async () => {
    const { context } = await prepare(state, connectAsRecorded);
    const record = await locked(context, id, state, (seeing) => lifecycle.read(seeing, toRecord(state)));
    await settle(state);
    return record ? { id, props: toOutputs(toInputs(state), record) } : { id: "", props: {} as State };
  });
}

/** Continues an unfinished entry, or records a changed policy. */
export async function update(id: string, olds: State, news: Inputs): Promise<pulumi.dynamic.UpdateResult> {
  let inState: lifecycle.SessionRecord | undefined;
  const verb = async () => {
    const record = toRecord(olds);
    inState = record;
    const { context, settings } = await prepare(news);
    const request = toRequest(news, settings);
    const formerOwner = await passOnFacts(olds, news, record, record);
    if (formerOwner !== undefined) context.nameTag = { ...context.nameTag, formerOwner };
    const changed = {
      consent: !lifecycle.sameSelector(olds.allowShutdown, news.allowShutdown),
      restore: lifecycle.RESTORE_LISTS.some(
        (list) => !lifecycle.sameSelector(restoreOf(olds)[list], restoreOf(news)[list]),
      ),
    };
    const now = await locked(context, id, olds, (seeing) => lifecycle.update(seeing, { ...request, changed }, record));
    return { outs: toOutputs(news, now) };
  };
  return asPulumiWants(
    verb,
    sessionOf(news, () => inState),
  );
}

/** Exits maintenance. */
export async function delete_(id: string, state: State): Promise<void> {
  return asPulumiWants(async () => {
    const { context, settings } = await prepare(state, connectAsRecorded);
    const request = toRequest(state, settings);
    const verb = (seeing: lifecycle.Context) => lifecycle.remove(seeing, toRecord(state), request);
    const { isInUse } = await locked(context, id, state, verb);
    if (isInUse) leftInThisRun.set(state.__owner ?? "", { hostName: state.hostName, clusterId: state.clusterId });
  });
}

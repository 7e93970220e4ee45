import type * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../../clock";
import type { Connected } from "../../connect";
import * as lifecycle from "../../lifecycle";
import { restoreOf } from "../arguments";
import { askingForHost } from "../askingForHost";
import { arrive } from "../clusterClaims";
import { withHostLock } from "../hostLock";
import { inTurn, toRequest } from "../request";
import { type Inputs, type State, toInputs, toOutputs, toRecord } from "../state";
import { whoRuns } from "../who";
import { connectAsRecorded, connectFor } from "./config";
import { engineGone } from "./engine";
import { asPulumiWants } from "./failure";
import { factsOf, passOnFacts, settle } from "./journal";
import { progressOf } from "./progress";

/** Hosts that a resource has taken out of maintenance in this run, by owner. In a replacement, create follows delete. */
const leftInThisRun = new Map<string, lifecycle.Context["justLeft"]>();

/** Enters maintenance. */
export async function create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult> {
  return asPulumiWants(async () => {
    // Before the first await.
    const turn = arrive(inputs.__owner, inputs.hostId);
    try {
      const { context, request } = await prepare(inputs);
      turn.at(context.cloudTower.server);
      const record = await locked(context, inputs.hostId, inputs, (seeing) =>
        lifecycle.create(inTurn(seeing, turn), request),
      );
      return { id: inputs.hostId, outs: toOutputs(inputs, record) };
    } finally {
      turn.end();
    }
  }, inputs);
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
    const { context, request } = await prepare(news);
    await passOnFacts(olds, news, record);
    const changed = {
      consent: !lifecycle.sameSelector(olds.allowShutdown, news.allowShutdown),
      restore: lifecycle.RESTORE_LISTS.some(
        (list) => !lifecycle.sameSelector(restoreOf(olds)[list], restoreOf(news)[list]),
      ),
    };
    const now = await locked(context, id, olds, (seeing) => lifecycle.update(seeing, { ...request, changed }, record));
    return { outs: toOutputs(news, now) };
  };
  return asPulumiWants(verb, news, () => inState);
}

/** Exits maintenance. */
export async function delete_(id: string, state: State): Promise<void> {
  return asPulumiWants(async () => {
    const { context, request } = await prepare(state, connectAsRecorded);
    const verb = (seeing: lifecycle.Context) => lifecycle.remove(seeing, toRecord(state), request);
    const { isInUse } = await locked(context, id, state, verb);
    if (isInUse) leftInThisRun.set(state.__owner ?? "", { hostName: state.hostName, clusterId: state.clusterId });
  });
}

async function prepare(inputs: Inputs, connectTo: (connection: string | undefined) => Connected = connectFor) {
  const { cloudTower, settings } = connectTo(inputs.connection);
  const context: lifecycle.Context = {
    cloudTower,
    clock: systemClock,
    // Dynamic providers never hear of a cancel: the engine waits for calls to end.
    signal: engineGone,
    progress: progressOf(inputs.__owner),
    facts: await factsOf(inputs, settings.journalDir),
    by: whoRuns(settings),
    justLeft: leftInThisRun.get(inputs.__owner ?? ""),
  };
  return { context, request: toRequest(inputs, settings) };
}

/** Runs a verb for a host when its turn comes. */
async function locked<T>(
  context: lifecycle.Context,
  hostId: string,
  known: Inputs | State,
  verb: (context: lifecycle.Context) => Promise<T>,
): Promise<T> {
  return withHostLock(context.cloudTower.server, hostId, () =>
    askingForHost({ ...known, hostId }, (seen) => verb({ ...context, seen })),
  );
}

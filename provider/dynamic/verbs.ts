import type * as pulumi from "@pulumi/pulumi";
import { systemClock } from "../clock";
import type { Connected } from "../connect";
import * as lifecycle from "../lifecycle";
import { connectAsRecorded, connectFor } from "./config";
import { DEFAULTS } from "./defaults";
import { engineGone } from "./engine";
import { asPulumiWants } from "./failure";
import { restoreOf, timeoutsOf } from "./inputs";
import { journalOf, passOnJournal, settleJournal } from "./journal";
import { processProgress } from "./progress";
import { type Inputs, type State, toInputs, toOutputs, toRecord } from "./state";

/** One provider process serves one run of the engine. */
const adopted: lifecycle.Context["adopted"] = new Map();

/** Enters maintenance. */
export async function create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult> {
  return asPulumiWants(async () => {
    const { context, request } = await prepare(inputs);
    const record = await locked(context, inputs.hostId, () => lifecycle.create(context, request));
    return { id: inputs.hostId, outs: toOutputs(inputs, record) };
  }, inputs);
}

/** Sees what has become of the session; a blank id tells Pulumi that it is over. */
export async function read(id: string, state: State): Promise<pulumi.dynamic.ReadResult> {
  return asPulumiWants(async () => {
    const { context } = await prepare(state, connectAsRecorded);
    const record = await locked(context, id, () => lifecycle.read(context, toRecord(state)));
    await settleJournal(state);
    return record ? { id, props: toOutputs(toInputs(state), record) } : { id: "", props: {} as State };
  });
}

/** Goes on with an unfinished entry, or records a changed policy. */
export async function update(id: string, olds: State, news: Inputs): Promise<pulumi.dynamic.UpdateResult> {
  return asPulumiWants(
    async () => {
      const { context, request } = await prepare(news);
      await passOnJournal(olds, news);
      const consentChanged = !lifecycle.sameConsent(olds.allowShutdown, news.allowShutdown);
      const record = await locked(context, id, () =>
        lifecycle.update(context, { ...request, consentChanged }, toRecord(olds)),
      );
      return { outs: toOutputs(news, record) };
      // A connection that led to another CloudTower must not be what destroy goes by.
    },
    { ...news, connection: olds.connection },
  );
}

/** Exits maintenance. */
export async function delete_(id: string, state: State): Promise<void> {
  return asPulumiWants(async () => {
    const { context, request } = await prepare(state, connectAsRecorded);
    const exit = {
      exitMs: request.timeouts.exitMs,
      restore: restoreOf(state),
      onForeignSession: state.onForeignSession ?? DEFAULTS.onForeignSession,
    };
    await locked(context, id, () => lifecycle.remove(context, toRecord(state), exit));
  });
}

async function prepare(inputs: Inputs, connectTo: (connection: string | undefined) => Connected = connectFor) {
  const { cloudTower, settings } = connectTo(inputs.connection);
  const context: lifecycle.Context = {
    cloudTower,
    clock: systemClock,
    // Dynamic providers are not told of a cancel: the engine lets a call end.
    signal: engineGone,
    progress: processProgress,
    journal: await journalOf(inputs, settings.journalDir),
    adopted,
  };
  const request = {
    hostId: inputs.hostId,
    consent: inputs.allowShutdown ?? settings.allowShutdown ?? "all",
    cap: settings.allowShutdown,
    ifAlreadyInMaintenance: inputs.ifAlreadyInMaintenance ?? DEFAULTS.ifAlreadyInMaintenance,
    timeouts: timeoutsOf(inputs),
    reason: inputs.reason,
  };
  return { context, request };
}

async function locked<T>({ cloudTower }: lifecycle.Context, hostId: string, verb: () => Promise<T>): Promise<T> {
  return lifecycle.withHostLock(cloudTower.server, hostId, verb);
}

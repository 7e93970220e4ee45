import { LifecycleError, messageOf, type SessionRecord } from "../../lifecycle";
import { RunStopped } from "../../runs";
import { SettingsError } from "../../settings";
import { forPeople, linesForPeople } from "../../text/foreign";
import { type Inputs, recordedTexts, toOutputs } from "../state";
import { allTold } from "./progress";

/**
 * An error in the form that Pulumi's dynamic provider server expects. With `id`, the engine keeps the resource as "initialization
 * failed": `up` continues it and `destroy` undoes it. Without `id`, a failed `create` leaves nothing in the state.
 */
class PulumiFailure extends Error {
  override readonly name = "pulumi-cloudtower";
  id?: string;
  properties?: object;
  reasons?: string[];

  constructor(message: string) {
    // Problems with settings are on separate lines.
    super(linesForPeople(message));
    // For check, diff, read and delete the server prints `${error}: ${error.stack}` besides the message, so this is short.
    this.stack = "failed, the reason follows";
  }

  override toString(): string {
    return this.name;
  }
}

/** What Pulumi is to keep of a resource whose verb failed. */
export interface Kept {
  id: string;
  properties: object;
}

/**
 * Runs a verb. Any error becomes one clear message without a stack trace.
 * @param keep what to save together with a failure; undefined: it changed nothing that the state does not have
 */
export async function asPulumiWants<T>(
  verb: () => Promise<T>,
  keep: (error: unknown) => Kept | undefined = () => undefined,
): Promise<T> {
  try {
    return await verb();
  } catch (error) {
    const failure = toFailure(error);
    const kept = keep(error);
    if (!kept) throw failure;
    throw Object.assign(failure, kept, { reasons: [failure.message] });
  } finally {
    await allTold();
  }
}

function toFailure(error: unknown): PulumiFailure {
  const isClear = error instanceof LifecycleError || error instanceof RunStopped || error instanceof SettingsError;
  if (isClear) return new PulumiFailure(error.message);
  const text = messageOf(error);
  return new PulumiFailure(
    `unexpected: ${forPeople(text)}. Please report this; run pulumi refresh to see the real state`,
  );
}

/**
 * What a failure of a session knows of it.
 * @param inputs saved with it
 * @param inState the record in the state; a failure that knows no more than that saves nothing
 */
export function sessionOf(
  inputs: Inputs,
  inState?: () => SessionRecord | undefined,
): (error: unknown) => Kept | undefined {
  return (error) => {
    const record = error instanceof LifecycleError ? error.failure.record : undefined;
    if (!record || isSame(recordedTexts(record), inState?.())) return undefined;
    return { id: record.hostId, properties: toOutputs(inputs, record) };
  };
}

function isSame(one: SessionRecord, other: SessionRecord | undefined): boolean {
  return other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

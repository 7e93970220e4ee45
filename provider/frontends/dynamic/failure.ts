import { LifecycleError, messageOf, type SessionRecord } from "../../lifecycle";
import { SettingsError } from "../../settings";
import { forPeople, linesForPeople } from "../../text/foreign";
import { type Inputs, recordedTexts, toOutputs } from "../state";
import { allTold } from "./progress";

/**
 * An error in the form that Pulumi's dynamic provider server expects. With `id`, the engine keeps the resource as "initialization
 * failed": `up` continues it and `destroy` undoes it. Without `id`, a failed `create` leaves nothing in the state.
 */
class PulumiFailure extends Error {
  override readonly name = "HostMaintenanceMode";
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

/**
 * Runs a verb. Any error becomes one clear message without a stack trace.
 * @param inputs saved together with what the failure knows of the session
 * @param inState the record in the state; a failure that knows no more than that saves nothing
 */
export async function asPulumiWants<T>(
  verb: () => Promise<T>,
  inputs?: Inputs,
  inState?: () => SessionRecord | undefined,
): Promise<T> {
  try {
    return await verb();
  } catch (error) {
    throw toFailure(error, inputs, inState?.());
  } finally {
    await allTold();
  }
}

function toFailure(error: unknown, inputs: Inputs | undefined, inState: SessionRecord | undefined): PulumiFailure {
  if (error instanceof LifecycleError) {
    const failure = new PulumiFailure(error.message);
    const { record } = error.failure;
    return record && inputs && !isSame(recordedTexts(record), inState) ? unfinished(failure, inputs, record) : failure;
  }
  if (error instanceof SettingsError) return new PulumiFailure(error.message);
  const text = messageOf(error);
  return new PulumiFailure(
    `unexpected: ${forPeople(text)}. Please report this; run pulumi refresh to see the real state`,
  );
}

function unfinished(failure: PulumiFailure, inputs: Inputs, record: SessionRecord): PulumiFailure {
  failure.id = record.hostId;
  failure.properties = toOutputs(inputs, record);
  failure.reasons = [failure.message];
  return failure;
}

function isSame(one: SessionRecord, other: SessionRecord | undefined): boolean {
  return other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

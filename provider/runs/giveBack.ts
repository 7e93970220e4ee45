import { LifecycleError, type Receipt, remove, type SessionRecord } from "../lifecycle";
import type { Restored } from "./record";
import type { Run } from "./run";

/** Brings the host back. @param session undefined: there is none to end */
export async function giveBack(run: Run, session: SessionRecord | undefined): Promise<void> {
  const ended = session && (await keeping(run, () => remove(run.outer.context, session, run.plan.request)));
  await run.save({
    session: undefined,
    rebootNote: undefined,
    ...(ended?.receipt ? { receipt: inNumbers(ended.receipt) } : {}),
    ...run.over("exited"),
  });
}

/** What a failure knows of the session must not be lost. An exit that failed is gone on with by the verb that runs. */
export async function keeping<T>(run: Run, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LifecycleError)) throw error;
    const { record, next, verb } = error.failure;
    if (record) await run.save({ session: record });
    if (verb !== "delete" || run.verb === "delete") throw error;
    throw error.with({ next: next.replaceAll("pulumi destroy", "pulumi up") });
  }
}

function inNumbers({ vms }: Receipt): Restored {
  const count = (outcome: string) => vms.filter((vm) => vm.outcome === outcome).length;
  return { restored: count("restored"), left: count("left"), failed: count("failed") };
}

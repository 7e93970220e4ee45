import { blindRepeats } from "../support/callRules";
import type { State, Story } from "./story";

/** What must be true after every step, asked from the simulator; throws what is not. */
export function afterStep(story: Story): void {
  const { lab, watch, world, state, journal } = story;
  watch.look();
  watch.readCalls();
  const wrong = [...watch.wrong, ...watch.doubled(), ...shutDownOutsideConsent(story)];
  const [repeated] = blindRepeats(lab.simulator);
  if (repeated) wrong.push(`sent again without a look: ${repeated}`);
  const violation = lab.simulator.violations.find(({ kind }) => kind === "request");
  if (violation) wrong.push(`not in the contract: ${violation.operation}: ${violation.message}`);
  const { session } = lab.simulator.host(world.hostId);
  const inOurs = session && session.state !== "IN_USE" && watch.ours.has(session.jobId);
  if (inOurs && !state && !journal.entry) wrong.push(`no record of our session ${session.jobId}, which goes on`);
  if (state) wrong.push(...unknownSession(story, state));
  if (wrong.length > 0) throw new Error([...wrong, ...told(story)].join("\n"));
}

/** A VM that ran, that nobody else touched, and that is off now, must have been named by an enter call of ours. */
function shutDownOutsideConsent({ life, lab, watch }: Story): string[] {
  if (!life || life.disturbed) return [];
  return lab.simulator
    .snapshot()
    .vms.filter(({ localId, power }) => power !== "RUNNING" && life.before.get(localId)?.power === "RUNNING")
    .filter(({ localId }) => !life.touched.has(localId) && !watch.namedByUs.has(localId))
    .map(({ localId }) => `${localId} is off, and nobody said so`);
}

/** The record tells of a session that the host was in at some time; one without id or time, of a call that was sent. */
function unknownSession({ watch, lab }: Story, { record }: State): string[] {
  const { maintenanceJobId, enteredAt, phase } = record;
  const known = maintenanceJobId
    ? watch.sessions.has(maintenanceJobId)
    : enteredAt
      ? [...watch.sessions.values()].some((at) => sameSecond(at, Date.parse(enteredAt)))
      : record.adopted || lab.simulator.requests.some(({ operation }) => operation === "EnterMaintenanceMode");
  if (!known) return [`the record tells of a session that never was: job ${maintenanceJobId}, since ${enteredAt}`];
  if (phase === "maintenance" && watch.sessions.size === 0) return ["the record tells of maintenance, and none was"];
  return [];
}

/** CloudTower tells times by the second or finer. */
function sameSecond(one: number, other: number): boolean {
  return Math.floor(one / 1_000) === Math.floor(other / 1_000);
}

/**
 * After a destroy that succeeded: what ran before the first create runs again, or is named with a reason, or was
 * stopped or taken away by somebody else. Where nobody interfered and all was to come back, it runs, named or not.
 */
export function afterDestroy(story: Story, { policy, record }: State): void {
  const { life, lab } = story;
  if (!life) return;
  // Of a session that was taken over, what the plan gives no UUID for cannot be told apart.
  if (record.adopted && lab.simulator.quirks.vmUuidNull) return;
  const now = new Map(lab.simulator.snapshot().vms.map((vm) => [vm.localId, vm]));
  const warnings = lab.told.slice(life.toldBefore).filter((line) => line.startsWith("warning: "));
  for (const [uuid, before] of life.before) {
    const vm = now.get(uuid);
    if (!vm || before.power !== "RUNNING" || vm.power === "RUNNING" || life.touched.has(uuid)) continue;
    const mustRun = !life.disturbed && policy.powerOn === "all";
    const named = warnings.some((line) => line.includes(uuid));
    if (mustRun || !named) {
      const how = named ? "named, although nothing hindered it" : "not named";
      throw new Error([`${uuid} (${vm.name}) ran before, is ${vm.power}, and is ${how}`, ...told(story)].join("\n"));
    }
  }
  for (const [uuid, before] of life.before) {
    const vm = now.get(uuid);
    if (!vm || before.hostId !== story.world.hostId || vm.hostId === before.hostId || life.touched.has(uuid)) continue;
    if (!warnings.some((line) => line.includes(uuid) || line.includes(vm.name))) {
      throw new Error([`${uuid} (${vm.name}) is on ${vm.hostName}, and is not named`, ...told(story)].join("\n"));
    }
  }
}

/** The log, for whoever reads a counterexample. */
function told({ lab, failure }: Story): string[] {
  return ["--- told:", ...lab.told, ...(failure ? [`--- failed: ${failure.message}`] : [])];
}

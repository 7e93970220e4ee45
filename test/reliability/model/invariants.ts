import type { Receipt } from "../../../provider/lifecycle";
import { harmIn, harmWithin } from "../../shared/hostileNames";
import { blindRepeats } from "../callRules";
import { hidesEvidence, isAccountedFor, isNamedIn } from "../wrongAtTheEnd";
import type { Life } from "./life";
import type { State, Story } from "./story";

/** What must be true after every step, asked from the simulator; throws what is not. */
export function afterStep(story: Story): void {
  const { lab, watch, state, machines } = story;
  watch.look();
  watch.readCalls();
  const wrong = [...watch.wrong, ...shutDownOutsideConsent(story)];
  const [repeated] = blindRepeats(lab.simulator);
  if (repeated) wrong.push(`sent again without a look: ${repeated}`);
  const violation = lab.simulator.violations.find(({ kind }) => kind === "request");
  if (violation) wrong.push(`not in the contract: ${violation.operation}: ${violation.message}`);
  const { session } = watch;
  const inOurs = session && watch.ours.has(session);
  if (inOurs && !state && machines.entries.length === 0)
    wrong.push(`no record of our session ${session}, which goes on`);
  if (state) wrong.push(...unknownSession(story, state));
  const harm = [...harmIn(story.failure?.message ?? ""), ...harmWithin(state?.record)];
  if (harm.length > 0) wrong.push(`in an error or the state: ${harm.join(", ")}`);
  if (wrong.length > 0) fail(story, wrong.join("\n"));
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

/** The record tells of a session that the host was in; one without id or time, of a call that was or was to be sent. */
function unknownSession({ watch, lab, counts }: Story, { record }: State): string[] {
  const { maintenanceJobId, enteredAt, phase } = record;
  const known = maintenanceJobId
    ? watch.sessions.has(maintenanceJobId)
    : enteredAt
      ? [...watch.sessions.values(), ...endsOfTasks(lab)].some((at) => sameSecond(at, Date.parse(enteredAt)))
      : record.adopted ||
        counts.kills > 0 ||
        lab.simulator.requests.some(({ operation }) => operation === "EnterMaintenanceMode");
  if (!known) return [`the record tells of a session that never was: job ${maintenanceJobId}, since ${enteredAt}`];
  if (phase === "maintenance" && watch.sessions.size === 0) return ["the record tells of maintenance, and none was"];
  return [];
}

/** Of a session that was over when it could first be seen, the end of its task is all that a record can tell. */
function endsOfTasks({ simulator }: Story["lab"]): number[] {
  return simulator.snapshot().tasks.flatMap(({ finishedAt }) => finishedAt ?? []);
}

/** CloudTower tells times by the second or finer. */
function sameSecond(one: number, other: number): boolean {
  return Math.floor(one / 1_000) === Math.floor(other / 1_000);
}

/**
 * After a destroy that succeeded: what ran before the first create runs again, or is in the receipt with the reason, or
 * was stopped or taken away by somebody else, and then is in the receipt too where it was in the session. Where nobody
 * interfered and all was to come back, it runs, named or not.
 * @param touchedBefore VMs that somebody else had touched when the destroy began
 * @param receipts that this destroy has left
 */
export function afterDestroy(
  story: Story,
  { policy, record }: State,
  touchedBefore: ReadonlySet<string>,
  receipts: readonly Receipt[],
): void {
  const { life, lab } = story;
  if (!life) return;
  // Of a session that was taken over, what the plan gives no UUID for cannot be told apart.
  if (record.adopted && lab.simulator.quirks.vmUuidNull) return;
  if (receipts.length !== 1) fail(story, `${receipts.length} receipts were written`);
  const recorded = new Set([...record.shutdownVms, ...record.liveMigratedVms].map(({ vmUuid }) => vmUuid));
  const isUnknowable = life.isBlind && hidesEvidence(lab.simulator.quirks);
  for (const [uuid, name, power] of notRunning(story)) {
    if (isUnknowable && !recorded.has(uuid) && isToldAtBest(story, life, uuid, name)) continue;
    // What somebody does meanwhile may come after the last look.
    const isTheirs = life.touched.has(uuid) && !(touchedBefore.has(uuid) && recorded.has(uuid));
    if (isTheirs) continue;
    const what = `${uuid} (${name}) ran before, is ${power}`;
    if (!isAccountedFor(uuid, receipts)) fail(story, `${what}, and the receipt does not say why`);
    const mustRun = !isUnknowable && !life.disturbed && policy.powerOn === "all" && !life.touched.has(uuid);
    if (mustRun) fail(story, `${what}, although nothing hindered it`);
  }
  for (const vm of lab.simulator.snapshot().vms) {
    const before = life.before.get(vm.localId);
    if (before?.hostId !== story.world.hostId || vm.hostId === before.hostId || life.touched.has(vm.localId)) continue;
    // Nothing shows which host a VM was on that runs elsewhere since a failed entry of another machine's.
    if (life.isBlind && !recorded.has(vm.localId)) continue;
    if (!isAccountedFor(vm.localId, receipts)) {
      fail(story, `${vm.localId} (${vm.name}) is on ${vm.hostName}, and the receipt does not say why`);
    }
  }
}

const A_DAY_MS = 86_400_000;

/** Of what cannot be known for sure, an `up` names what went off within a day, where it sees when that was. */
function isToldAtBest({ lab }: Story, life: Life, uuid: string, name: string): boolean {
  const { nulls, lastShutdownTimeNull } = lab.simulator.quirks;
  const isTimeHidden = nulls !== 0 || lastShutdownTimeNull || lab.clock.now() - life.began > A_DAY_MS;
  return isTimeHidden || isNamedIn(lab.told, uuid, name);
}

/** After a refresh that found the session over: what ran before, does not run, and was in the session, is named. */
export function afterLoss(story: Story, { record }: State, told: readonly string[]): void {
  const { life } = story;
  const recorded = new Set([...record.shutdownVms, ...record.liveMigratedVms].map(({ vmUuid }) => vmUuid));
  const warnings = told.filter((line) => line.startsWith("warning: "));
  for (const [uuid, name, power] of notRunning(story)) {
    if (life?.touched.has(uuid) || !recorded.has(uuid) || isNamedIn(warnings, uuid, name)) continue;
    fail(story, `${uuid} (${name}) ran before, is ${power}, and the refresh that forgets it does not name it`);
  }
}

/** UUID, name and power of VMs that ran before the first create. */
function notRunning({ life, lab }: Story): [uuid: string, name: string, power: string][] {
  const now = new Map(lab.simulator.snapshot().vms.map((vm) => [vm.localId, vm]));
  return [...(life?.before ?? [])].flatMap(([uuid, before]): [string, string, string][] => {
    const power = now.get(uuid)?.power ?? "gone";
    return before.power !== "RUNNING" || power === "RUNNING" ? [] : [[uuid, before.name, power]];
  });
}

function fail(story: Story, what: string): never {
  throw new Error([what, ...told(story)].join("\n"));
}

/** The log, for whoever reads a counterexample. */
function told({ lab, failure }: Story): string[] {
  return ["--- told:", ...lab.told, ...(failure ? [`--- failed: ${failure.message}`] : [])];
}

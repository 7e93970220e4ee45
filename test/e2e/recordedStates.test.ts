// States that a version has written are promises: every later one goes on with them. Each verb gets the state as that
// version wrote it (see test/fixtures/README.md), and the simulator is asked what became of hosts and VMs.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HeldClock } from "../fixtures/heldClock.js";
import { filled, SCENARIO, settingsFor, type Values, valuesOf } from "../fixtures/placeholders.js";
import { SITUATIONS } from "../fixtures/situations.js";
import { type CliResult, createProject, type Operation, type StackResource } from "./harness/index.js";
import { accepted, openSimulator, places, recordOf, until } from "./oneHost";

const STATES = join(__dirname, "../fixtures/states");
const VERSIONS = readdirSync(STATES).filter((name) => /^\d/.test(name));
/** What the programs of 0.1.0 meant when they said nothing. */
const CONSENT = { CLOUDTOWER_ALLOW_SHUTDOWN: "all" };
const UNFINISHED = ["entering", "entry-failed", "exit-left-vms-off"];

/** A stack whose one resource, as `version` wrote it, is in `phase`, and tells of the simulator's node-1. */
async function openRecorded(version: string, phase: string) {
  const clock = new HeldClock();
  const { simulator } = await openSimulator({ scenario: SCENARIO, now: clock.now });
  const program = filled(readFileSync(join(STATES, "programs", `${phase}.ts`), "utf8"), valuesOf(simulator));
  const project = await createProject({ program, env: { ...settingsFor(simulator), ...CONSENT } });
  const text = readFileSync(join(STATES, version, `${phase}.json`), "utf8");
  let state = "";

  const bring = SITUATIONS[phase];
  if (!bring) throw new Error(`it is not told here how a host comes to be in ${phase}`);
  return {
    simulator,
    project,
    program,
    /** Puts the host where the state tells it to be. @returns the values of its session, and what the resource outputs */
    async recall(): Promise<{ values: Values; outputs: Record<string, unknown> }> {
      const values = await bring({ simulator, clock });
      const own = { now: new Date().toISOString(), providerId: "a7d52c4e-6c0d-4ed0-8a0b-9e7a1e0f3c11" };
      state = filled(text, { ...valuesOf(simulator), ...values, ...own });
      await this.importAgain();
      const resources: StackResource[] = JSON.parse(state).deployment.resources;
      return { values, outputs: resources.find(({ type }) => type.endsWith(":HostMaintenanceMode"))?.outputs ?? {} };
    },
    /** So that the next verb too gets what the version wrote. */
    importAgain: () => project.must(["stack", "import", "--stack", project.stack], state),
    /** Runs a verb that must succeed, and replaces nothing. */
    async runs(verb: Operation): Promise<CliResult> {
      const run = await project[verb](verb === "preview" ? [] : ["--skip-preview"]);
      expect(run).toSucceed();
      expect(run.all).not.toMatch(/replac/i);
      return run;
    },
    /** The same for a verb that finds an entry under way: time goes on once it is seen to wait. */
    async waits(verb: "up" | "destroy"): Promise<void> {
      const from = simulator.requests.length;
      const run = this.runs(verb);
      await Promise.race([until(() => simulator.requests.length >= from + 5), run]);
      expect(simulator.host("node-1").state).toBe("ENTERING_MAINTENANCE_MODE");
      clock.start();
      await run;
    },
    /** How many entries and exits CloudTower has taken. */
    moves: () => ["EnterMaintenanceMode", "ExitMaintenanceMode"].map((operation) => accepted(simulator, operation)),
  };
}

/** Which VMs the lists hold. Their order and hosts are how the simulator of that version moved VMs. */
function kept(outputs: Record<string, unknown> = {}): Record<string, unknown> {
  const entries = Object.entries(outputs).map(([name, value]) => {
    const isList = /^(shutdown|(live|offline)Migrated)Vms$/.test(name) && Array.isArray(value);
    return [name, isList ? value.map(({ vmUuid }) => vmUuid).sort() : value];
  });
  return Object.fromEntries(entries);
}

describe.each(VERSIONS)("a state of %s", (version) => {
  const phases = readdirSync(join(STATES, version)).map((file) => file.replace(/\.json$/, ""));

  it.each(phases.filter((phase) => !UNFINISHED.includes(phase)))("in the phase %s", async (phase) => {
    const stack = await openRecorded(version, phase);
    const { simulator, project } = stack;
    const before = places(simulator);
    const { values, outputs } = await stack.recall();
    const [during, mutations, moves] = [places(simulator), simulator.mutations.length, stack.moves()];
    expect(during).not.toEqual(before);

    await stack.runs("preview");
    await stack.runs("up");
    await stack.runs("refresh");
    expect(kept(await recordOf(project))).toMatchObject(kept(outputs));
    expect(simulator.mutations).toHaveLength(mutations);
    expect(places(simulator)).toEqual(during);

    await stack.importAgain();
    const isForeign = phase === "foreign";
    if (isForeign) {
      const refused = await project.destroy(["--skip-preview"]);
      expect(refused.code).not.toBe(0);
      expect(refused.all).toContain(values.maintenanceJobId);
      expect(refused.all).toContain(simulator.host("node-1").session?.jobId);
      expect(simulator.host("node-1").state).toBe("MAINTENANCE_MODE");
      expect(places(simulator)).toEqual(during);
      expect(kept(await recordOf(project))).toMatchObject(kept(outputs));
      simulator.operator.exit("node-1", { atOnce: true });
    }
    await stack.runs("destroy");
    expect(simulator.host("node-1").state).toBe("IN_USE");
    expect(places(simulator)).toEqual(before);
    expect(stack.moves()).toEqual([moves[0], isForeign ? 0 : 1]);
  });

  it.each(phases.filter((phase) => UNFINISHED.includes(phase)))("in the phase %s", async (phase) => {
    const stack = await openRecorded(version, phase);
    const { simulator, project } = stack;
    const before = places(simulator);
    const isUnderWay = phase === "entering";
    const { outputs } = await stack.recall();
    if (!isUnderWay) expect(places(simulator)).not.toEqual(before);

    await stack.runs("preview");
    await stack.runs("refresh");
    expect(kept(await recordOf(project))).toMatchObject(kept(outputs));
    await stack.importAgain();
    await (isUnderWay ? stack.waits("destroy") : stack.runs("destroy"));
    expect(simulator.host("node-1").state).toBe("IN_USE");
    expect(places(simulator)).toEqual(before);
    expect(stack.moves()).toEqual([1, isUnderWay ? 1 : 0]);

    // Once more from the beginning: that counts as another entry.
    const { values } = await stack.recall();
    // What runs out of time is given more.
    await project.setProgram(stack.program.replace('"1s"', '"10m"'));
    await (isUnderWay ? stack.waits("up") : stack.runs("up"));
    expect(simulator.host("node-1").state).toBe("MAINTENANCE_MODE");
    const { jobId } = simulator.host("node-1").session ?? {};
    if (isUnderWay) expect(jobId).toBe(values.maintenanceJobId);
    expect(await recordOf(project)).toMatchObject({ phase: "maintenance", maintenanceJobId: jobId });
    expect(stack.moves()).toEqual(isUnderWay ? [2, 1] : [3, 0]);
    await stack.runs("destroy");
    expect(places(simulator)).toEqual(before);
    expect(stack.moves()).toEqual(isUnderWay ? [2, 2] : [3, 1]);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { check, configure, create, delete as delete_, diff, read, update } from "../../../provider/frontends/dynamic";
import { type Simulator, startSimulator } from "../../../simulator";

/** Tasks end almost at once. */
const SPEED = 10_000;
/** As Pulumi passes them. */
type Inputs = Parameters<typeof create>[0];
type State = Parameters<typeof read>[1];

let simulator: Simulator;
let journal: string;
let inputs: Inputs;
beforeEach(async () => {
  // Progress is what the provider process prints.
  for (const method of ["log", "error"] as const) vi.spyOn(console, method).mockReturnValue();
  simulator = await startSimulator({ speed: SPEED });
  journal = mkdtempSync(join(tmpdir(), "pulumi-cloudtower-journal-"));
  vi.stubEnv("CLOUDTOWER_SERVER", simulator.url);
  vi.stubEnv("CLOUDTOWER_USER", "root");
  vi.stubEnv("CLOUDTOWER_PASSWORD", "simulator");
  vi.stubEnv("CLOUDTOWER_JOURNAL_DIR", journal);
  const hostId = simulator.host("node-1", "east").id;
  inputs = (await check({}, { hostId, allowShutdown: "all", __owner: "project/stack/name", __provider: "stub" }))
    .inputs;
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(journal, { recursive: true });
  await simulator.close();
});

it("create keeps the inputs and all that it takes to give the VMs back; delete leaves a receipt", async () => {
  const given = { ...inputs, reason: "new memory" };
  const { id, outs } = await create(given);
  expect(id).toBe(inputs.hostId);
  expect(outs).toMatchObject({
    ...given,
    server: simulator.url,
    hostName: "node-1",
    clusterName: "east",
    clusterId: simulator.host("node-1", "east").clusterId,
    phase: "maintenance",
    maintenanceJobId: simulator.host("node-1", "east").session?.jobId,
    adopted: false,
  });
  const state = outs as State;
  const lists = [state.shutdownVms, state.liveMigratedVms, state.offlineMigratedVms];
  expect(lists.map((list) => list.length)).toEqual([2, 2, 2]);
  expect(await read(id, state)).toEqual({ id, props: outs });
  await delete_(id, state);
  expect(simulator.host("node-1", "east").state).toBe("IN_USE");
  expect(readdirSync(journal).filter((file) => file.endsWith(".held.json"))).toEqual([]);
  const [file = ""] = readdirSync(journal).filter((name) => name.endsWith(".receipt.json"));
  const lines = vi.mocked(console.log).mock.calls.flat().map(String);
  expect(lines.filter((line) => line.includes(`receipt: ${join(journal, file)}`))).toHaveLength(1);
  const { receipt } = JSON.parse(readFileSync(join(journal, file), "utf8"));
  const who = { account: `${userInfo().username}@${hostname()}`, towerUser: "root" };
  expect(receipt).toMatchObject({ enteredBy: who, endedBy: who, reason: "new memory" });
});

it("diff finds a change if the journal knows that the state's session has ended", async () => {
  const { id, outs } = await create(inputs);
  expect((await diff(id, outs as State, inputs)).changes).toBe(false);
  await delete_(id, outs as State);
  // The engine was killed before it could save that.
  expect((await diff(id, outs as State, inputs)).changes).toBe(true);
  const again = await update(id, outs as State, inputs);
  expect(simulator.host("node-1", "east").state).toBe("MAINTENANCE_MODE");
  expect((await diff(id, again.outs as State, inputs)).changes).toBe(false);
});

it("update warns of VMs that a changed consent no longer covers, but not if only its order changed", async () => {
  const { id, outs } = await create(inputs);
  const told = async (before: unknown, now: unknown) => {
    vi.mocked(console.error).mockClear();
    vi.mocked(console.log).mockClear();
    await update(id, { ...outs, allowShutdown: before } as State, { ...inputs, allowShutdown: now } as Inputs);
    return [...vi.mocked(console.error).mock.calls, ...vi.mocked(console.log).mock.calls].join("\n");
  };
  expect(await told("all", ["web", "db"])).toContain("no longer covers");
  expect(await told(["web", "db"], ["db", "web", "web"])).not.toContain("no longer covers");
});

it("an unknown config key is refused; read and delete, whose config may be old, only warn", async () => {
  const { id, outs } = await create(inputs);
  const raw: Record<string, string> = { "cloudtower:alowShutdown": "none" };
  // As Pulumi's own class has it.
  const config = { rawConfig: raw, get: (key: string) => raw[key], require: (key: string) => String(raw[key]) };
  onTestFinished(() => configure({ config: { ...config, rawConfig: {}, get: () => undefined } as typeof config }));
  await configure({ config });
  const words = 'cloudtower:alowShutdown is not a known setting. Did you mean "allowShutdown"?';
  expect((await check({}, inputs)).failures?.map(({ reason }) => reason)).toEqual([words]);
  await expect(create(inputs)).rejects.toThrow(words);
  await expect(update(id, outs as State, inputs)).rejects.toThrow(words);
  expect(await read(id, outs as State)).toMatchObject({ id });
  await delete_(id, outs as State);
  expect(
    vi
      .mocked(console.error)
      .mock.calls.flat()
      .filter((line) => String(line).includes(words)),
  ).toHaveLength(1);
  expect(simulator.host("node-1", "east").state).toBe("IN_USE");
});

it("a failure after the enter call hands Pulumi what is known; one before it hands over nothing", async () => {
  simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 2 });
  const failed = await create(inputs).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    id: inputs.hostId,
    properties: { ...inputs, server: simulator.url, phase: "entry-failed", shutdownVms: [{}, {}] },
    reasons: [expect.stringContaining("task to enter maintenance failed")],
  });
  expect(await read(inputs.hostId, (failed as { properties: State }).properties)).toMatchObject({ id: inputs.hostId });

  const refused = await create({ ...inputs, hostId: "nobody" }).catch((error: unknown) => error);
  expect(String((refused as Error).message)).toContain("nobody");
  expect(refused).toMatchObject({ name: "pulumi-cloudtower" });
  for (const key of ["id", "properties", "reasons"]) expect(refused).not.toHaveProperty(key, expect.anything());
});

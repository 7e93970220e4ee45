import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { isUp } from "../../../provider/frontends/display";
import { run } from "../../../provider/frontends/dynamic";
import { type Simulator, startSimulator } from "../../../simulator";

type Inputs = Parameters<typeof run.create>[0];
type State = Parameters<typeof run.update>[1];

let simulator: Simulator;
let directory: string;
let inputs: Inputs;
beforeEach(async () => {
  for (const method of ["log", "error"] as const) vi.spyOn(console, method).mockReturnValue();
  simulator = await startSimulator({ speed: 10_000 });
  directory = mkdtempSync(join(tmpdir(), "pulumi-cloudtower-run-"));
  vi.stubEnv("CLOUDTOWER_SERVER", simulator.url);
  vi.stubEnv("CLOUDTOWER_USER", "root");
  vi.stubEnv("CLOUDTOWER_PASSWORD", "simulator");
  vi.stubEnv("CLOUDTOWER_JOURNAL_DIR", join(directory, "journal"));
  const hostId = simulator.host("node-4", "east").id;
  const given = {
    hostId,
    run: "echo ran",
    triggers: ["1"],
    timeouts: { waitToEnter: "0s" },
    __owner: "project/stack/name",
  };
  inputs = (await run.check({}, given)).inputs;
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
  await simulator.close();
});

it("a round that is refused before it touches the host leaves what was done in the state; the next one is done", async () => {
  const { id, outs } = await run.create(inputs);
  const state = outs as State;
  expect(state).toMatchObject({ phase: "done", attempt: 1, exitCode: 0, output: "ran\n" });
  simulator.operator.enter("node-1", { atOnce: true });
  const another = { ...inputs, triggers: ["2"] } as Inputs;

  const refused = await run.update(id, state, another).catch((error: unknown) => error);
  expect(String((refused as Error).message)).toContain("node-1 already is");
  for (const key of ["id", "properties", "reasons"]) expect(refused).not.toHaveProperty(key, expect.anything());
  expect(await run.diff(id, state, inputs)).toMatchObject({ changes: false });

  simulator.operator.exit("node-1", { atOnce: true });
  const { outs: done } = await run.update(id, state, another);
  expect(done).toMatchObject({ phase: "done", attempt: 1, triggers: ["2"] });
  await run.delete(id, done as State);
  const calls = simulator.mutations.map(({ operation }) => operation).filter((name) => !name.includes("PreCheck"));
  expect(calls).toEqual(["EnterMaintenanceMode", "ExitMaintenanceMode", "EnterMaintenanceMode", "ExitMaintenanceMode"]);
});

it.runIf(process.platform === "linux").each([
  ["up --yes", true],
  ["-v=3 update --stack destroy", true],
  ["destroy --stack up", false],
  ["down", false],
  ["refresh", false],
])("the engine was started as pulumi %s: does it make what the program says? %s", async (line, expected) => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log()", "--", ...line.split(" ")]);
  const closed = once(child, "close");
  onTestFinished(async () => {
    child.kill();
    await closed;
  });
  await once(child.stdout, "data");
  expect(isUp(child.pid as number)).toBe(expected);
});

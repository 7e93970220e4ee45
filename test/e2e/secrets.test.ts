// Credentials are found nowhere but in Pulumi's own encrypted config.
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { descendants } from "../../scripts/processTree.js";
import type { Fault, Simulator } from "../../simulator";
import { PASSWORD, SecretSearch, TOKEN } from "../shared/secretSearch";
import { textBelow } from "./harness/files.js";
import { type CliResult, createProject, type Operation, type Project, type ProjectOptions } from "./harness/index.js";
import { accepted, oneHost, openSimulator } from "./oneHost";

const VERBOSE = ["--debug", "--logtostderr", "--logflow", "-v=11"];

/**
 * From -v=7 on the engine itself writes decrypted config into its own log, whatever a provider does; the README says so.
 * Everything else must be free of it, and with credentials from the environment these lines too.
 */
const ENGINE_CONFIG_LOG =
  /"msg":"(Marshaling property for RPC\[Provider\[\w+\]\.(CheckConfig|DiffConfig|Configure)|Unmarshaling property for RPC\[Provider\[\w+\]\.(CheckConfig|DiffConfig)|Planner decided (not )?to \w+ '[^']*pulumi:providers:pulumi-nodejs)/;

let search = new SecretSearch();
beforeEach(() => {
  search = new SecretSearch();
});
afterEach(({ task }) => console.log(`${task.name}: ${search.summary}`));

type Place = Omit<ProjectOptions, "program">;

const PASSWORD_IN_ENVIRONMENT: Place = { env: { CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: PASSWORD } };

/** Each with a connection of its own beside the stack's, so that a run looks at both. */
const PLACES: Record<string, Place> = {
  "a token, and a connection's password, in the environment": {
    env: { CLOUDTOWER_TOKEN: TOKEN, CLOUDTOWER_EAST_USER: "root", CLOUDTOWER_EAST_PASSWORD: PASSWORD },
  },
  "a password, and a connection's token, as secret config": {
    config: { "cloudtower:username": "root" },
    secrets: {
      "cloudtower:password": PASSWORD,
      "cloudtower:connections": JSON.stringify({ east: { token: TOKEN } }),
    },
  },
};

it.each(Object.entries(PLACES))("%s work and stay secret", async (name, place) => {
  const { project, simulator } = await projectWith(place);
  const program = (more = "") => {
    const id = (host: string, cluster: string) => JSON.stringify(simulator.host(host, cluster).id);
    return `${oneHost(`{ hostId: ${id("node-2", "east")}${more} }`)}
new HostMaintenanceMode("other", { hostId: ${id("node-5", "west")}, connection: "east"${more} });
`;
  };
  const known = place.secrets ? ENGINE_CONFIG_LOG : undefined;
  const run = (operation: Operation) => watched(project, operation, name, known);
  await project.setProgram(program());
  for (const operation of ["preview", "up", "refresh"] as const) expect(await run(operation)).toSucceed();
  await project.setProgram(program(', reason: "changed"'));
  for (const operation of ["up", "destroy"] as const) expect(await run(operation)).toSucceed();
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(2);
  expect(await textBelow(project.homeDir)).toContain('"receipt"');
  expect(search.hits).toEqual([]);
});

// Every kind of answer at every request is tried without an engine, in test/reliability/secrets.test.ts.
it("failures of a server that repeats a credential are reported without it", async () => {
  const { project, simulator } = await projectWith(PASSWORD_IN_ENVIRONMENT);
  const id = JSON.stringify(simulator.host("node-2", "east").id);
  // An exit that fails is not waited with.
  await project.setProgram(oneHost(`{ hostId: ${id}, timeouts: { waitToExit: "0s" } }`));
  const run = async (operation: Operation, words: string, ...faults: Omit<Fault, "echo">[]) => {
    for (const fault of faults) simulator.faults.inject({ ...fault, echo: true });
    const result = await watched(project, operation, words);
    expect(result.all).toContain(words);
    expect(result.all).toMatch(/cloudtower: \S+Z \S+ Login /);
    simulator.faults.clear();
    return result;
  };
  await run("preview", "did not let user", { operation: "Login", kind: "status", status: 400, times: 9 });
  await run("up", "did not accept the request", { operation: "EnterMaintenanceMode", kind: "status", status: 400 });
  await run(
    "up",
    "task to enter maintenance failed",
    // What is met with another try is in the debug lines only.
    { operation: "Login", kind: "html502" },
    { operation: "GetVms", kind: "wrongShape" },
    { operation: "EnterMaintenanceMode", kind: "taskFailed" },
  );
  await run("refresh", "entry-failed", { operation: "GetHosts", kind: "status", status: 500 });
  expect(await run("up", "GetHosts 500", { operation: "GetHosts", kind: "status", status: 500 })).toSucceed();
  await run("destroy", "task to exit maintenance failed", { operation: "ExitMaintenanceMode", kind: "taskFailed" });
  expect(await run("destroy", "exited")).toSucceed();
  expect(search.hits).toEqual([]);
});

it("credentials in the wrong place are refused and not quoted", async () => {
  const { project, simulator } = await projectWith({ env: { CLOUDTOWER_TOKEN: TOKEN } });
  await project.setProgram(oneHost(`{ hostId: "any" }`));
  const { host } = new URL(simulator.url);
  const run = async (change: Record<string, string>, words: string) => {
    const before = { ...project.env };
    Object.assign(project.env, change);
    const result = await watched(project, "up", words);
    expect(result.code).not.toBe(0);
    expect(result.all).toContain(words);
    Object.assign(project.env, before);
  };
  const inUrl = encodeURIComponent(PASSWORD);
  await run({ CLOUDTOWER_SERVER: `http://root:${inUrl}@${host}` }, "must not hold credentials");
  await run({ CLOUDTOWER_CA_CERT: `-----BEGIN PRIVATE KEY-----\n${PASSWORD}` }, "holds no PEM certificate");
  expect(simulator.requests).toEqual([]);
  expect(search.hits).toEqual([]);
});

async function projectWith({ env = {}, ...options }: Place): Promise<{ project: Project; simulator: Simulator }> {
  const { simulator } = await openSimulator({ password: PASSWORD, tokens: [TOKEN] });
  const servers = { CLOUDTOWER_SERVER: simulator.url, CLOUDTOWER_EAST_SERVER: simulator.url };
  const project = await createProject({
    program: "",
    ...options,
    env: { ...servers, CLOUDTOWER_ALLOW_SHUTDOWN: "all", CLOUDTOWER_DEBUG: "1", ...env },
  });
  // Below a directory that is looked through.
  project.env.TMPDIR = join(project.homeDir, "tmp");
  await mkdir(project.env.TMPDIR);
  return { project, simulator };
}

/** Runs a verb in the most verbose way, and looks through all that it says, starts and leaves. */
async function watched(project: Project, operation: Operation, what: string, known?: RegExp): Promise<CliResult> {
  const { pid, done } = project.start(operation, [...(operation === "preview" ? [] : ["--skip-preview"]), ...VERBOSE]);
  const commands = new Set<string>();
  const sample = setInterval(() => {
    for (const { command } of descendants(pid)) commands.add(command);
  }, 300);
  const result = await done.finally(() => clearInterval(sample));
  expect([...commands].join("\n")).toContain("dynamic-provider");
  const where = (place: string) => `${what}: ${operation}: ${place}`;
  search.look(where("output"), result.all, known);
  search.look(where("process arguments"), [...commands].join("\n"));
  search.look(where("state, history and backups"), await project.stateText());
  search.look(where("home, with journal, receipts and temporary files"), await textBelow(project.homeDir));
  search.look(where("project"), await textOfFiles(project.dir));
  return result;
}

/** Of the project itself, not of the packages that it installed. */
async function textOfFiles(directory: string): Promise<string> {
  const files = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile());
  return (await Promise.all(files.map(({ name }) => readFile(join(directory, name), "utf8")))).join("\n");
}

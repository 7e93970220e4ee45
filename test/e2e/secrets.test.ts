// Credentials are found nowhere but in Pulumi's own encrypted config.
import { expect, it } from "vitest";
import { createProject } from "./harness/index.js";
import { oneHost, openSimulator } from "./support";

const PASSWORD = "p4ssw0rd-m4rker";
const TOKEN = "t0ken-m4rker";

/**
 * From -v=7 on the engine itself writes decrypted config into its own log, whatever a provider does; the README says so.
 * Everything else must be free of it.
 */
const ENGINE_CONFIG_LOG =
  /"msg":"(Marshaling property for RPC\[Provider\[\w+\]\.(CheckConfig|DiffConfig|Configure)|Unmarshaling property for RPC\[Provider\[\w+\]\.(CheckConfig|DiffConfig)|Planner decided to \w+ '[^']*pulumi:providers:pulumi-nodejs)/;

/** The lines that betray a credential: a whole verbose log would not help. */
function linesWithSecret(text: string): string[] {
  const betraying = text.split("\n").filter((line) => line.includes(PASSWORD) || line.includes(TOKEN));
  return betraying.filter((line) => !ENGINE_CONFIG_LOG.test(line));
}

it.each([
  ["a password in the environment", { env: { CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: PASSWORD } }],
  ["a token in the environment", { env: { CLOUDTOWER_TOKEN: TOKEN } }],
  [
    "a password as secret config",
    { config: { "cloudtower:username": "root" }, secrets: { "cloudtower:password": PASSWORD } },
  ],
  ["a token as secret config", { secrets: { "cloudtower:token": TOKEN } }],
])("%s works and stays secret", async (_, options) => {
  const { simulator, env } = await openSimulator({ password: PASSWORD, tokens: [TOKEN] });
  const id = JSON.stringify(simulator.host("node-2", "east").id);
  const project = await createProject({
    program: oneHost(`{ hostId: ${id} }`),
    ...options,
    env: { CLOUDTOWER_SERVER: env.CLOUDTOWER_SERVER, CLOUDTOWER_DEBUG: "1", ...("env" in options ? options.env : {}) },
  });
  const verbose = ["--debug", "--logtostderr", "--logflow", "-v=11"];
  const runs = [
    await project.preview(verbose),
    await project.up(["--skip-preview", ...verbose]),
    await project.refresh(verbose),
    await project.destroy(["--skip-preview", ...verbose]),
  ];
  for (const run of runs) {
    expect(run).toSucceed();
    expect(linesWithSecret(run.all)).toEqual([]);
  }
  expect(linesWithSecret(await project.stateText())).toEqual([]);
  expect(runs[1]?.all).toContain("cloudtower: EnterMaintenanceMode 200");
});

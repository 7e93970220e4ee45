import { readFileSync } from "node:fs";
import { chmod, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, openSimulator, ownDirectory, pulumiOnPath, variables } from "./commandLab";

interface Finding {
  level: string;
  topic: string;
  text: string;
  remedy?: string;
}

/** Runs `check --json`; everything that is not well, by level. */
async function checked(env: Record<string, string | undefined>, words: string[] = []) {
  const { code, out, aside } = await command(["check", "--json", ...words], env, await pulumiOnPath({}));
  expect(aside).toBe("");
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  const at = (level: string) => findings.filter((finding) => finding.level === level);
  return { code, findings, ok: at("ok"), problems: at("problem"), warnings: at("warning"), notKnown: at("not known") };
}

const pem = (name: string) => readFileSync(join(__dirname, "../../cloudtower/certificates", `${name}.pem`), "utf8");
const tls = (name: string) => ({ tls: { cert: pem(name), key: pem(`${name}.key`) } });

it("all is well, and nothing is changed", async () => {
  const simulator = await openSimulator();
  const path = await pulumiOnPath({});
  const { code, out, aside } = await command(["check"], variables(simulator), path);
  expect([code, aside]).toEqual([0, ""]);
  // A text that is too long for its column goes on below itself.
  for (const line of out.trim().split("\n").slice(0, -2)) expect(line).toMatch(/^ok {2}\S|^ {16}\S/);
  expect(out).toContain("CloudTower 4.6.0");
  expect(out).toContain("Pulumi v3.248.0");
  expect(out).toContain("user root may do everything");
  expect(out).toContain("east: 4 hosts, and nothing seen that would refuse an entry");
  expect(out).toMatch(/\nNo problem\. Nothing was changed\.\n$/);
  expect(simulator.mutations).toEqual([]);
  expect(simulator.violations).toEqual([]);
});

it("no server answers", async () => {
  const simulator = await openSimulator();
  await simulator.close();
  const { code, problems, ok } = await checked(variables(simulator));
  expect(code).toBe(1);
  expect(problems).toEqual([
    {
      level: "problem",
      topic: "connection",
      text: expect.stringContaining("is not reachable: ECONNREFUSED"),
      remedy: expect.stringContaining("Check cloudtower:server (CLOUDTOWER_SERVER)"),
    },
  ]);
  // What needs no CloudTower is looked at all the same.
  expect(ok.map(({ topic }) => topic)).toEqual(["settings", "journal", "package", "engine", "SDK"]);
});

describe("a certificate", () => {
  it("that is not trusted is a problem, with what to do", async () => {
    const simulator = await openSimulator(tls("self-signed"));
    const { code, problems } = await checked(variables(simulator));
    expect([code, problems]).toEqual([1, [expect.objectContaining({ topic: "certificate" })]]);
    expect(problems[0]?.text).toContain("Give that certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)");
    expect(simulator.requests).toEqual([]);
  });

  it("of the given CA is verified", async () => {
    const simulator = await openSimulator(tls("good"));
    const { code, ok } = await checked({ ...variables(simulator), CLOUDTOWER_CA_CERT: pem("ca") });
    expect(code).toBe(0);
    expect(ok).toContainEqual({ level: "ok", topic: "certificate", text: "verified" });
  });

  it("that is not verified is a warning", async () => {
    const simulator = await openSimulator(tls("self-signed"));
    const env = { ...variables(simulator), CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY: "true" };
    const { code, ok, warnings } = await checked(env);
    expect(code).toBe(0);
    expect(warnings[0]?.text).toContain("can read the credentials and pose as CloudTower");
    expect(ok.map(({ topic }) => topic)).not.toContain("certificate");
  });
});

it("the password is wrong", async () => {
  const simulator = await openSimulator();
  const { code, problems, ok } = await checked({ ...variables(simulator), CLOUDTOWER_PASSWORD: "MarkedPasswordCore" });
  expect([code, problems.map(({ topic }) => topic)]).toEqual([1, ["login"]]);
  expect(problems[0]?.text).toContain("CLOUDTOWER_PASSWORD");
  expect(JSON.stringify([problems, ok])).not.toContain("MarkedPasswordCore");
  expect(ok.map(({ topic }) => topic)).toContain("version");
});

describe("rights", () => {
  const clusters = [{ name: "east", hosts: [{ name: "node-1" }, { name: "node-2" }] }];
  const asUser = async (actions: string[]) => {
    const users = [{ username: "ops", password: "secret", actions }];
    const simulator = await openSimulator({ scenario: { users, clusters } });
    return checked({ ...variables(simulator), CLOUDTOWER_USER: "ops", CLOUDTOWER_PASSWORD: "secret" });
  };

  it("are all lacking", async () => {
    const { code, problems, warnings } = await asUser([]);
    // Which call needs which right is not published.
    expect([code, problems]).toEqual([0, []]);
    const [right, label] = warnings;
    expect(right).toMatchObject({ topic: "rights", remedy: expect.stringContaining("may err") });
    const use = ["MANAGE_HOST (enter and exit", "VM_OPERATION_VM_POWER (start", "VM_OPERATION_MIGRATE (migrate"];
    for (const words of use) expect(right?.text).toContain(words);
    expect(right?.text).toContain("user ops seems to lack");
    expect(label?.text).toContain("MANAGE_LABEL");
  });

  it("are there, but for labels, which nothing needs", async () => {
    const { code, ok, warnings } = await asUser(["MANAGE_HOST", "VM_OPERATION_VM_POWER", "VM_OPERATION_MIGRATE"]);
    expect([code, warnings.map(({ topic }) => topic)]).toEqual([0, ["labels"]]);
    expect(ok.map(({ text }) => text).join()).toContain("seems to have what entering, exiting");
  });

  it("do not let hosts be read", async () => {
    const simulator = await openSimulator();
    simulator.faults.inject({ operation: "GetHosts", kind: "status", status: 403, times: 1_000 });
    const { code, problems } = await checked(variables(simulator));
    expect([code, problems.map(({ topic }) => topic)]).toEqual([1, ["rights"]]);
    expect(problems[0]?.remedy).toContain("let this user see hosts and VMs");
  });

  it("show no host", async () => {
    const simulator = await openSimulator({ quirks: { seesNothing: true } });
    const { code, problems } = await checked(variables(simulator));
    expect([code, problems[0]?.text]).toEqual([1, "CloudTower shows no host to this user"]);
  });
});

it("what an operation would tell that a CloudTower lacks is not known, and the rest is", async () => {
  const users = [{ username: "ops", password: "secret", actions: ["MANAGE_HOST"] }];
  const clusters = [{ name: "east", hosts: [{ name: "node-1" }, { name: "node-2" }] }];
  const simulator = await openSimulator({ scenario: { users, clusters } });
  const env = { ...variables(simulator), CLOUDTOWER_USER: "ops", CLOUDTOWER_PASSWORD: "secret" };
  const operations = {
    GetApiVersion: "does not tell its version",
    GetMyInfo: "what this user may do is not shown",
    GetUserRoleNexts: "what this user may do is not shown",
    GetLabels: "labels cannot be read",
    GetAlerts: "which alerts there are is not known",
    GetClusters: "whether a cluster recovers data is not known",
  };
  for (const [operation, words] of Object.entries(operations)) {
    simulator.faults.inject({ operation, kind: "status", status: 404, times: 1_000 });
    const { notKnown, findings } = await checked(env);
    expect(notKnown.map(({ text }) => text)).toEqual([expect.stringContaining(words)]);
    const texts = findings.map(({ text }) => text).join();
    expect(texts).toContain("east: 2 hosts, and nothing seen");
    expect(texts.includes("seems to lack VM_OPERATION_VM_POWER")).toBe(!words.startsWith("what this user"));
    simulator.faults.clear();
  }
});

it("CloudTower is older than 4.0", async () => {
  const simulator = await openSimulator({ quirks: { version: "3.4.2" } });
  const { code, problems } = await checked(variables(simulator));
  expect([code, problems.map(({ topic, remedy }) => [topic, remedy])]).toEqual([
    1,
    [["version", "Update CloudTower to 4.0 or newer"]],
  ]);
});

it("a host whose connection reports an error may refuse an entry; that its cluster is well is not said besides", async () => {
  const simulator = await openSimulator();
  simulator.operator.setHostStatus("node-2", "CONNECTED_ERROR");
  const { code, warnings, ok } = await checked(variables(simulator), ["--cluster", "east"]);
  expect([code, warnings.map(({ text }) => text)]).toEqual([
    0,
    [expect.stringMatching(/^east: the host node-2 is CONNECTED_ERROR, .* may be refused$/)],
  ]);
  expect(ok.map(({ topic }) => topic)).not.toContain("cluster");
});

it("why CLOUDTOWER_DEBUG has no effect is a warning of its own", async () => {
  const simulator = await openSimulator();
  const debug = async (setting: string) => {
    const env = { ...variables(simulator), CLOUDTOWER_DEBUG: setting };
    // Each has a client of its own.
    const { warnings } = await checked({ ...env, CLOUDTOWER_SERVER: `${simulator.url},http://127.0.0.1:${++port}` });
    return warnings.map(({ topic, text }) => [topic, text]);
  };
  let port = 1;
  expect(await debug("yes")).toEqual([["debug", expect.stringContaining("it must be 1, or a file")]]);
  expect(await debug("/nowhere/debug.log")).toEqual([["debug", expect.stringContaining("cannot be written (ENOENT)")]]);
});

it("what would refuse an entry now is named with its cluster, and another cluster is not to blame", async () => {
  const simulator = await openSimulator();
  simulator.operator.setRecovery("east", true);
  simulator.operator.setHostStatus("node-2", "CONNECTING");
  simulator.operator.raiseAlert({ host: "node-1" }, { severity: "CRITICAL", message: "Overheating." });
  simulator.operator.raiseAlert({ host: "node-1" }, { severity: "NOTICE", message: "Only a notice." });
  simulator.operator.enter("west/node-3", { atOnce: true });
  const { code, problems, warnings } = await checked(variables(simulator));
  const texts = problems.map(({ text, remedy }) => `${text} → ${remedy}`);
  expect(code).toBe(1);
  expect(texts).toEqual([
    expect.stringMatching(/^east: data recovery is running, .*GiB are left.* → .*timeouts\.waitToEnter/),
    expect.stringMatching(/^east: the host node-2 is CONNECTING/),
    expect.stringMatching(/^east: CRITICAL alert on node-1: "Overheating\."/),
  ]);
  expect(warnings.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^west: the host node-3 is (entering|in maintenance), and only one host/),
  ]);
  const west = await checked(variables(simulator), ["--cluster", "west"]);
  expect([west.code, west.problems]).toEqual([0, []]);
  const nosuch = await checked(variables(simulator), ["--cluster", "nosuch"]);
  expect(nosuch.problems[0]?.text).toBe("CloudTower shows no host of a cluster nosuch to this user");
});

describe.skipIf(process.platform === "win32")("the journal", () => {
  it.each<[string, (directory: string) => Promise<void>, RegExp]>([
    ["can be written by others", (directory) => chmod(directory, 0o777), /others can write to .* chmod 700/],
    [
      "has a file that others can write",
      (directory) => looseFile(directory),
      /others can write to .*x\.facts\.json.* chmod 600/,
    ],
    ["has a link in place of a file", (directory) => symlink("/dev/null", join(directory, "a.held.json")), /is a link/],
    [
      "has a file of another kind",
      (directory) => writeFile(join(directory, "a.facts.json"), "{}", { mode: 0o600 }),
      /not a journal file/,
    ],
  ])("%s", async (_, spoil, words) => {
    const simulator = await openSimulator();
    const directory = ownDirectory();
    await spoil(directory);
    const { code, problems } = await checked(variables(simulator, directory));
    expect([code, problems.map(({ topic }) => topic)]).toEqual([1, ["journal"]]);
    expect(problems[0]?.text).toMatch(words);
  });

  it("is off", async () => {
    const simulator = await openSimulator();
    const { code, warnings } = await checked(variables(simulator, "off"));
    expect([code, warnings.map(({ topic }) => topic)]).toEqual([0, ["journal"]]);
  });
});

async function looseFile(directory: string): Promise<void> {
  const file = join(directory, "x.facts.json");
  await writeFile(file, "{}");
  await chmod(file, 0o666);
}

it("settings that are missing or wrong are all told, and what does not need them is looked at", async () => {
  const directory = ownDirectory();
  await chmod(directory, 0o777);
  const env = { CLOUDTOWER_USER: "root", CLOUDTOWER_PREVIEW: "sometimes", CLOUDTOWER_JOURNAL_DIR: directory };
  const { code, problems, notKnown } = await checked(env);
  expect(code).toBe(1);
  expect(problems.map(({ topic, text }) => `${topic}: ${text}`)).toEqual([
    expect.stringContaining("settings: cloudtower:server (CLOUDTOWER_SERVER) is not set"),
    expect.stringContaining("settings: cloudtower:password (CLOUDTOWER_PASSWORD) is not set"),
    expect.stringContaining("settings: cloudtower:preview (CLOUDTOWER_PREVIEW) must be one of"),
    expect.stringContaining("journal: "),
  ]);
  expect(notKnown.map(({ topic }) => topic)).toEqual(["CloudTower"]);
});

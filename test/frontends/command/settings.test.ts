import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PASSWORD, SecretSearch, TOKEN } from "../../shared/secretSearch";
import { command, openSimulator, ownDirectory, pulumiOnPath, variables } from "./commandLab";

/** As `pulumi config --json --show-secrets` prints it. */
const config = (values: Record<string, string>, secret = true) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`cloudtower:${key}`, { value, secret }]));

describe.skipIf(process.platform === "win32")("--stack", () => {
  it("takes the settings from the config of the stack", async () => {
    const simulator = await openSimulator();
    const journalDir = ownDirectory();
    const path = await pulumiOnPath(
      config({ server: simulator.url, username: "root", password: "simulator", journalDir }),
    );
    const { code, out } = await command(["check", "--stack", "prod"], {}, path);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, " ")).toContain("as user root; all: stack prod");
    expect(await readFile(join(path, "words"), "utf8")).toContain(
      "config --json --show-secrets --stack prod --non-interactive",
    );
    expect(simulator.requests.at(-1)?.authorized).toBe(true);
  });

  it("is overridden by the environment, and that by the options", async () => {
    const simulator = await openSimulator();
    const stack = config({
      server: "http://127.0.0.1:1",
      username: "nobody",
      password: "simulator",
      journalDir: "off",
    });
    const path = await pulumiOnPath(stack);
    const words = ["check", "--stack", "prod", "--username", "root"];
    const env = { CLOUDTOWER_SERVER: simulator.url, CLOUDTOWER_USER: "other" };
    const { code, out } = await command(words, env, path);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, " ")).toContain(
      "as user root; server: CLOUDTOWER_SERVER; username: --username; the rest: stack prod",
    );
  });

  it("finds the connection of a name, and plain passwords anywhere", async () => {
    const simulator = await openSimulator();
    const connections = JSON.stringify({ east: { server: simulator.url, username: "root", password: "simulator" } });
    const path = await pulumiOnPath(config({ connections, token: "MarkedTokenCore", journalDir: "off" }, false));
    const { code, out } = await command(["check", "--stack", "prod", "--connection", "east"], {}, path);
    const text = out.replace(/\s+/g, " ");
    expect(code).toBe(1);
    expect(text).toContain("as user root; all: stack prod");
    expect(text).toContain("ok login accepted");
    expect(text).toContain("is plain text in the stack config");
    expect(text).toContain("pulumi config set --secret --path cloudtower:connections.east.password");
    expect(text).not.toContain("MarkedTokenCore");
  });

  it("that cannot be read is a problem, which quotes no secret", async () => {
    const path = await pulumiOnPath();
    const env = { PULUMI_CONFIG_PASSPHRASE: "MarkedPasswordCore" };
    const { code, out } = await command(["check", "--stack", "prod"], env, path);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain("no stack named 'prod' found");
    expect(out).not.toContain("MarkedPasswordCore");
    const hosts = await command(["hosts", "--stack", "prod"], {});
    expect([hosts.code, hosts.out]).toEqual([1, ""]);
    expect(hosts.aside).toContain("there is no pulumi on the PATH");
  });
});

describe("the command line", () => {
  it.each([
    [["--nonsense"], "error: unknown option --nonsense"],
    [["check", "extra"], "too many arguments"],
    [["chek"], "unknown command 'chek'"],
    [["hosts", "--cluster"], "argument missing"],
    [["check", "-x"], "error: unknown option -x\n"],
    [[], "Usage: pulumi-cloudtower"],
  ])("%j is wrong", async (words, told) => {
    const { code, out, aside } = await command(words, {});
    expect([code, out]).toEqual([2, ""]);
    expect(aside).toContain(told);
  });

  it.each(["--password=MarkedPasswordCore", "--token=MarkedTokenCore", "--api-key=MarkedTokenCore"])(
    "takes no secret (%s), and repeats none",
    async (option) => {
      for (const words of [[option], option.split("=")]) {
        const { code, out, aside } = await command(["check", ...words], {});
        expect([code, out]).toEqual([2, ""]);
        expect(aside).toContain("comes from CLOUDTOWER_PASSWORD or CLOUDTOWER_TOKEN, or from --stack");
        expect(aside).not.toContain("Core");
      }
    },
  );

  it("takes no password behind a letter, as other programs do, and repeats none", async () => {
    const { code, out, aside } = await command(["check", "-phunter2"], {});
    expect([code, out]).toEqual([2, ""]);
    expect(aside).toMatch(/^error: unknown option -p: a password or a token comes from CLOUDTOWER_PASSWORD/);
    expect(aside).not.toContain("hunter");
  });

  it.each(["--help", "--version"])("%s is no error", async (option) => {
    const { code, out, aside } = await command([option], {});
    expect([code, aside]).toEqual([0, ""]);
    expect(out.length).toBeGreaterThan(4);
  });

  it("--connection must be a name", async () => {
    const { code, aside } = await command(["hosts", "--connection", "a b"], {});
    expect([code, aside]).toEqual([1, expect.stringContaining("--connection must be the name of an entry")]);
  });
});

it("a server that repeats credentials does not get them into any output", async () => {
  const simulator = await openSimulator({ password: PASSWORD, tokens: [TOKEN] });
  const search = new SecretSearch();
  const user = { ...variables(simulator), CLOUDTOWER_PASSWORD: PASSWORD, CLOUDTOWER_DEBUG: "1" };
  const token = { CLOUDTOWER_SERVER: simulator.url, CLOUDTOWER_TOKEN: TOKEN, CLOUDTOWER_JOURNAL_DIR: "off" };
  const operations = [
    "Login",
    "GetHosts",
    "GetMyInfo",
    "GetUserRoleNexts",
    "GetAlerts",
    "GetClusters",
    "GetLabels",
    "GetVms",
  ];
  for (const operation of operations) {
    for (const env of [user, token]) {
      for (const words of [["check"], ["check", "--json"], ["hosts"]]) {
        simulator.faults.inject({ operation, kind: "status", status: 400, echo: true, times: 1_000 });
        const { out, aside } = await command(words, env);
        search.look(`${words.join(" ")} ${operation}`, out + aside);
        simulator.faults.clear();
      }
    }
  }
  expect(search.hits).toEqual([]);
  expect(search.texts).toBe(operations.length * 6);
});

// Everything that is missing or wrong is reported together, and each problem once.
import { describe, expect, it } from "vitest";
import { readSettings, SettingsError } from "../../provider/settings";

type Strings = Record<string, string>;

function read(env: Strings, config: Strings = {}, connection?: string) {
  return readSettings({ env, config: (key) => config[key], configKeys: () => Object.keys(config) }, connection);
}

function problemsOf(env: Strings, config: Strings = {}, connection?: string): readonly string[] {
  try {
    read(env, config, connection);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ text }) => text);
    throw error;
  }
  return [];
}

const good = { CLOUDTOWER_SERVER: "tower", CLOUDTOWER_TOKEN: "t0ken" };

describe("settings that are missing or wrong", () => {
  it("are all reported at once, those of the connection and those of the stack", () => {
    const env = {
      CLOUDTOWER_USER: "root\n",
      CLOUDTOWER_USER_SOURCE: "KERBEROS",
      CLOUDTOWER_CA_CERT: "/nowhere/ca.pem",
      CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY: "yes",
      CLOUDTOWER_ALLOW_SHUTDOWN: "web,,db",
      CLOUDTOWER_PREVIEW: "no",
      CLOUDTOWER_JOURNAL_DIR: "false",
      CLOUDTOWER_ALOW_SHUTDOWN: "none",
    };
    const words = [
      "cloudtower:region is not a known setting",
      "CLOUDTOWER_ALOW_SHUTDOWN is set, which is not a known setting",
      "cloudtower:server (CLOUDTOWER_SERVER) is not set",
      "cloudtower:username (CLOUDTOWER_USER) must not hold control characters",
      "cloudtower:password (CLOUDTOWER_PASSWORD) is not set",
      "cloudtower:source (CLOUDTOWER_USER_SOURCE) must be one of",
      "cloudtower:caCert (CLOUDTOWER_CA_CERT) names the file",
      "cloudtower:insecureSkipTlsVerify (CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY) must be true or false",
      "cloudtower:allowShutdown (CLOUDTOWER_ALLOW_SHUTDOWN) must be",
      "cloudtower:preview (CLOUDTOWER_PREVIEW) must be one of",
      "cloudtower:journalDir (CLOUDTOWER_JOURNAL_DIR) must be",
    ];
    const problems = problemsOf(env, { "cloudtower:region": "x" });
    expect(problems.map((problem, index) => problem.startsWith(words[index] ?? "?"))).toEqual(words.map(() => true));
    expect(problems).toHaveLength(words.length);
  });

  it("stand in the error's message, one a line and numbered; a single one alone", () => {
    expect(() => read({ CLOUDTOWER_SERVER: "tower" })).toThrow(/^no credentials: set/);
    expect(() => read({ CLOUDTOWER_JOURNAL_DIR: "off" })).toThrow(
      /^2 settings are missing or wrong:\n {2}\(1\) cloudtower:server \(CLOUDTOWER_SERVER\) is not set: .*\n {2}\(2\) no credentials: .*$/,
    );
  });

  it("are reported once if a setting is missing because its name is misspelled", () => {
    expect(problemsOf({ CLOUDTOWER_SEVER: "tower", CLOUDTOWER_TOKEN: "t0ken" })).toEqual([
      "CLOUDTOWER_SEVER is set, which is not a known setting. Did you mean CLOUDTOWER_SERVER?",
    ]);
    expect(problemsOf({ CLOUDTOWER_SERVER: "tower" }, { "cloudtower:tokn": "t0ken" })).toEqual([
      'cloudtower:tokn is not a known setting. Did you mean "token"?',
    ]);
    expect(
      problemsOf({
        CLOUDTOWER_SERVER: "tower",
        CLOUDTOWER_USER: "root",
        CLOUDTOWER_PASWORD: "x",
        CLOUDTOWER_PREVIEW: "no",
      }),
    ).toEqual([
      "CLOUDTOWER_PASWORD is set, which is not a known setting. Did you mean CLOUDTOWER_PASSWORD?",
      expect.stringContaining("CLOUDTOWER_PREVIEW"),
    ]);
  });

  it("of a named connection are all reported at once, and a common cause only once", () => {
    const wrong = { sever: "tower", region: "x", token: null };
    expect(problemsOf({}, { "cloudtower:connections": JSON.stringify({ east: wrong }) }, "east")).toEqual([
      'cloudtower:connections.east.sever is not a known setting. Did you mean "server"?',
      expect.stringContaining("cloudtower:connections.east.region is not a known setting"),
      "cloudtower:connections.east.token must be text, true or false",
    ]);
    expect(problemsOf({ CLOUDTOWER_PREVIEW: "no" }, { "cloudtower:connections": "east" }, "east")).toEqual([
      "cloudtower:connections must be an object of named connections, but is not JSON",
      expect.stringContaining("CLOUDTOWER_PREVIEW"),
    ]);
  });
});

describe("the server", () => {
  it.each([
    ["tower-a,tower-b", ["https://tower-a", "https://tower-b"]],
    [" http://10.0.0.5:8080 , [::1]:8443/v2/api ", ["http://10.0.0.5:8080", "https://[::1]:8443"]],
    ["tower, Tower, https://tower:443/", ["https://tower"]],
  ])("may be all addresses of one CloudTower: %j", (given, servers) => {
    const { connection } = read({ ...good, CLOUDTOWER_SERVER: given });
    expect([connection.servers, connection.server]).toEqual([servers, servers[0]]);
  });

  it("may have several wrong addresses, each reported by its position and not quoted", () => {
    const problems = problemsOf({ ...good, CLOUDTOWER_SERVER: "tower/s3cret,tower,https://root:s3cret@b" });
    expect(problems).toEqual([
      expect.stringMatching(/^cloudtower:server \(CLOUDTOWER_SERVER\), address 1 of 3, must end after the host/),
      expect.stringMatching(/^cloudtower:server \(CLOUDTOWER_SERVER\), address 3 of 3, must not hold credentials/),
    ]);
    expect(problems.join()).not.toContain("s3cret");
  });
});

describe("a directory that knows the user", () => {
  const user = { CLOUDTOWER_SERVER: "tower", CLOUDTOWER_USER: "ada", CLOUDTOWER_PASSWORD: "x" };
  const known = (more: Strings, config?: Strings) => read({ ...user, ...more }, config).connection.credentials;

  it("is identified by its id, which implies the source AUTHN", () => {
    const id = { CLOUDTOWER_AUTH_CONFIG_ID: "ckx1" };
    expect(known(id)).toMatchObject({ source: "AUTHN", authConfigId: "ckx1" });
    expect(known({ ...id, CLOUDTOWER_USER_SOURCE: "authn" })).toMatchObject({ source: "AUTHN", authConfigId: "ckx1" });
    expect(known({ ...id, CLOUDTOWER_USER_SOURCE: "SSO" })).toMatchObject({ source: "SSO", authConfigId: "ckx1" });
    expect(known({}, { "cloudtower:authConfigId": "ckx1" })).toMatchObject({ authConfigId: "ckx1" });
  });

  it("is not used if the environment says LOCAL over a directory in the config", () => {
    const credentials = known({ CLOUDTOWER_USER_SOURCE: "LOCAL" }, { "cloudtower:authConfigId": "ckx1" });
    expect(credentials).toEqual({ username: "ada", password: "x", source: "LOCAL" });
  });

  it("is an error without its id, with AUTHN, and no matter with LDAP or a token", () => {
    expect(problemsOf({ ...user, CLOUDTOWER_USER_SOURCE: "AUTHN" })).toEqual([
      expect.stringMatching(
        /^cloudtower:authConfigId \(CLOUDTOWER_AUTH_CONFIG_ID\) is not set: .*An administrator sees it in CloudTower/,
      ),
    ]);
    expect(known({ CLOUDTOWER_USER_SOURCE: "LDAP" })).toMatchObject({ source: "LDAP" });
    expect(read({ ...good, CLOUDTOWER_USER_SOURCE: "AUTHN" }).connection.credentials).toEqual({ token: "t0ken" });
  });
});

it("a preview warns by default", () => {
  expect(read(good).preview).toBe("warn");
  for (const mode of ["warn", "fail", "off"]) expect(read({ ...good, CLOUDTOWER_PREVIEW: mode }).preview).toBe(mode);
});

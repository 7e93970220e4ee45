import { describe, expect, it } from "vitest";
import { readSettings, SettingsError } from "../../provider/settings";

const password = "s3cr3t-marker";
const login = { CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: password };
const env = { CLOUDTOWER_SERVER: "tower.example.com", ...login };

function read(variables: Record<string, string>, config: Record<string, string> = {}, connection?: string) {
  return readSettings(
    { env: variables, config: (key) => config[key], configKeys: () => Object.keys(config) },
    connection,
  );
}

describe("settings", () => {
  it("come from the environment, else from the stack config", () => {
    const config = { "cloudtower:server": "http://10.0.0.5:8080", "cloudtower:token": "t0ken" };
    expect(read({}, config).connection).toMatchObject({
      server: "http://10.0.0.5:8080",
      credentials: { token: "t0ken" },
      insecureSkipTlsVerify: false,
    });
    expect(read(env, config).connection).toMatchObject({
      server: "https://tower.example.com",
      credentials: { username: "root", password, source: "LOCAL" },
    });
  });

  it.each([
    ["tower.example.com", "https://tower.example.com"],
    ["10.0.0.5:8443", "https://10.0.0.5:8443"],
    ["[::1]:8443", "https://[::1]:8443"],
    ["HTTPS://Tower.Example.com/", "https://tower.example.com"],
    ["https://tower.example.com:443/v2/api", "https://tower.example.com"],
    ["http://127.0.0.1:4000", "http://127.0.0.1:4000"],
  ])("take the server %s as %s", (given, server) => {
    expect(read({ ...env, CLOUDTOWER_SERVER: given }).connection.server).toBe(server);
  });

  it.each([
    ["ftp://tower", "must start with https:// or http://"],
    ["https://tower/prism", "must end after the host and port"],
    [`https://tower/v2/api?token=${password}`, "must end after the host and port"],
    [`https://root:${password}@tower`, "must not hold credentials"],
    ["https://", "is not an address"],
    ["a b", "is not an address"],
  ])("refuse the server %s", (given, words) => {
    expect(() => read({ ...env, CLOUDTOWER_SERVER: given })).toThrow(words);
    expect(() => read({ ...env, CLOUDTOWER_SERVER: given })).not.toThrow(password);
  });

  it.each([
    ["no server", { ...login }, "cloudtower:server (CLOUDTOWER_SERVER) is not set"],
    ["no credentials", { CLOUDTOWER_SERVER: "tower" }, "no credentials: set cloudtower:token (CLOUDTOWER_TOKEN)"],
    [
      "no password",
      { CLOUDTOWER_SERVER: "tower", CLOUDTOWER_USER: "root" },
      "cloudtower:password (CLOUDTOWER_PASSWORD) is not set",
    ],
    ["both kinds of credentials", { ...env, CLOUDTOWER_TOKEN: password }, "not both"],
    [
      "a source that there is not",
      { ...env, CLOUDTOWER_USER_SOURCE: "KERBEROS" },
      "must be one of LOCAL, LDAP, AUTHN, SSO",
    ],
    [
      "a token with a line break",
      { CLOUDTOWER_SERVER: "tower", CLOUDTOWER_TOKEN: `a\n${password}` },
      "one word of printable ASCII",
    ],
    ["a switch that is neither", { ...env, CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY: "yes" }, "must be true or false"],
    ["a CA that is not a file", { ...env, CLOUDTOWER_CA_CERT: "/nowhere/ca.pem" }, "cannot be read (ENOENT)"],
    [
      "a consent with an empty entry",
      { ...env, CLOUDTOWER_ALLOW_SHUTDOWN: "web-01,,db-01" },
      'must be "all", "none" or a list of VM names or UUIDs',
    ],
  ])("refuse %s, naming the setting and never a secret", (_, variables, words) => {
    const reading = () => read(variables);
    expect(reading).toThrow(SettingsError);
    expect(reading).toThrow(words);
    expect(reading).not.toThrow(password);
  });

  it("let a credential of either kind in the environment win", () => {
    const config = { "cloudtower:server": "tower", "cloudtower:username": "root", "cloudtower:password": "old" };
    expect(read({ CLOUDTOWER_TOKEN: "new" }, config).connection.credentials).toEqual({ token: "new" });
    expect(read({ CLOUDTOWER_PASSWORD: "new" }, config).connection.credentials).toMatchObject({
      username: "root",
      password: "new",
    });
  });

  it("of a named connection count alone", () => {
    const config = {
      "cloudtower:server": "elsewhere",
      "cloudtower:connections": JSON.stringify({ east: { server: "east.example.com", username: "root" } }),
    };
    const variables = { CLOUDTOWER_TOKEN: "other", CLOUDTOWER_EAST_PASSWORD: password };
    expect(read(variables, config, "east").connection).toMatchObject({
      server: "https://east.example.com",
      credentials: { username: "root", password },
    });
    expect(() => read({}, config, "west")).toThrow(
      "cloudtower:connections.west.server (CLOUDTOWER_WEST_SERVER) is not set",
    );
  });

  it("refuse a key that no connection has", () => {
    const config = { "cloudtower:connections": JSON.stringify({ east: { sever: "x" } }) };
    expect(() => read({}, config, "east")).toThrow("cloudtower:connections.east.sever is not a known setting");
  });
});

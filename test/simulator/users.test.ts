import { describe, expect, it } from "vitest";
import { ApiClient } from "./apiClient";

const operatorOnly = { username: "ops", password: "ops", actions: ["MANAGE_HOST"] };
const watcher = { username: "watch", password: "watch", token: "watch-key" };

async function labWithUsers() {
  return ApiClient.open({
    scenario: {
      users: [operatorOnly, watcher],
      clusters: [{ name: "c", hosts: [{ name: "a", vms: [{ name: "off", power: "stopped" }] }, { name: "b" }] }],
    },
  });
}

describe("what a user may do", () => {
  const calls: [action: string, path: string, body: object][] = [
    ["MANAGE_HOST", "/enter-maintenance-mode-precheck", { where: { name: "b" } }],
    ["MANAGE_HOST", "/enter-maintance-mode", { where: { host_id: "x" }, data: {} }],
    ["MANAGE_HOST", "/exit-maintance-mode", { where: { host_id: "x" }, data: {} }],
    ["MANAGE_HOST", "/operate-host-power", { where: { host_id: "x" }, data: { action: "reboot", force: true } }],
    ["VM_OPERATION_VM_POWER", "/start-vm", { where: { name: "off" } }],
    ["VM_OPERATION_MIGRATE", "/migrate-vm", { where: { name: "off" } }],
    ["MANAGE_LABEL", "/delete-label", { where: { key: "x" } }],
  ];

  it.each(calls)("without %s a call of %s is 403, and with it it is not", async (action, path, body) => {
    const client = await labWithUsers();
    client.token = "watch-key";
    const refused = await client.send(path, body);
    expect([refused.status, refused.body.message]).toEqual([403, expect.stringContaining("permission")]);
    expect(client.sim.mutations).toEqual([]);
    await client.control("POST", "operator/set-user-actions", { username: "watch", actions: [action] });
    expect((await client.send(path, body)).status).not.toBe(403);
  });

  it("reading needs nothing, and a task says whose it is", async () => {
    const client = await labWithUsers();
    client.token = await client.login(operatorOnly);
    const { id } = await client.host("a", "c");
    const { taskId } = await client.precheck(id);
    const { body } = await client.enter(id);
    for (const task of [taskId, body.task_id as string]) {
      expect((await client.task(task)).user).toEqual({ id: "clsimulatoruser0000000001", name: "ops" });
    }
    const byOperator = client.sim.operator.restartHost("b");
    expect((await client.task(byOperator)).user?.name).toBe("root");
    expect(JSON.stringify(client.sim.requests)).not.toContain('"password":"ops"');
  });
});

describe("get-my-info and get-user-role-nexts", () => {
  it("say who the user is, and what the user may do", async () => {
    const client = await labWithUsers();
    const me = () => client.ok<{ id: string; roles: { id: string }[] }>("/get-my-info", {});
    expect(await me()).toMatchObject({ username: "root", role: "ROOT", source: "LOCAL" });
    client.token = await client.login(operatorOnly);
    const { id, roles } = await me();
    const own = { id: roles[0]?.id, actions: ["MANAGE_HOST"], users: [{ id, name: "ops" }] };
    expect(await client.ok("/get-user-role-nexts", { where: { users_some: { id } } })).toMatchObject([own]);
    expect(await client.ok("/get-user-role-nexts", { where: { id_in: [roles[0]?.id] } })).toMatchObject([own]);
    expect(await client.ok("/get-user-role-nexts", {})).toHaveLength(3);
    expect(client.sim.violations).toEqual([]);
  });

  it("get-my-info needs no body, but a token", async () => {
    const client = await labWithUsers();
    expect((await client.send("/get-my-info", "")).status).toBe(200);
    client.token = undefined;
    expect((await client.send("/get-my-info", {})).status).toBe(401);
  });
});

describe("logins by a directory", () => {
  const authn = { source: "AUTHN", auth_config_id: "clsimulatordirectory00000" };

  it("want auth_config_id, a known one", async () => {
    const client = await ApiClient.open({ quirks: { loginSources: ["LOCAL", "AUTHN"] } });
    const login = (input: object) => client.send("/login", { username: "root", password: "simulator", ...input });
    expect((await login({ source: "AUTHN" })).body.message).toBe("User source AUTHN needs auth_config_id.");
    expect((await login({ ...authn, auth_config_id: "other" })).body.message).toContain("no directory other");
    expect((await login(authn)).status).toBe(200);
    client.token = await client.login(authn);
    expect(await client.ok("/get-my-info", {})).toMatchObject({ source: "AUTHN" });
  });

  it("as LDAP are refused by current servers, saying what to do, and taken by old ones", async () => {
    const client = await ApiClient.open({ quirks: { loginSources: ["LOCAL", "AUTHN"] } });
    const ldap = { username: "root", password: "simulator", source: "LDAP" };
    const refused = await client.send("/login", ldap);
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining("AUTHN and auth_config_id")]);
    client.sim.quirks.loginSources = ["LOCAL", "LDAP"];
    expect((await client.send("/login", ldap)).status).toBe(200);
  });

  it("as SSO are known from 4.4.0 on", async () => {
    const client = await ApiClient.open({ quirks: { loginSources: ["SSO"], version: "4.3.0" } });
    const sso = { username: "root", password: "simulator", source: "SSO" };
    expect((await client.send("/login", sso)).status).toBe(400);
    client.sim.quirks.version = "4.4.0";
    expect((await client.send("/login", sso)).status).toBe(200);
  });
});

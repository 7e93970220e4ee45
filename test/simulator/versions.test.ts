import { describe, expect, it } from "vitest";
import { ApiClient } from "./apiClient";

const maintenanceCalls: [path: string, body: object][] = [
  ["/enter-maintenance-mode-precheck", { where: {} }],
  ["/enter-maintance-mode-precheck-result", { where: { task_id: "x" } }],
  ["/enter-maintance-mode", { where: { host_id: "x" }, data: {} }],
  ["/exit-maintance-mode-precheck-result", { where: {} }],
  ["/exit-maintance-mode", { where: { host_id: "x" }, data: {} }],
  ["/operate-host-power", { where: { host_id: "x" }, data: { action: "reboot", force: false } }],
];

const version = async (client: ApiClient) => {
  const response = await fetch(`${client.sim.url}/v2/api/get-version`);
  return [response.status, response.headers.get("content-type"), await response.text()];
};

it("get-version gives a JSON string, to anybody", async () => {
  const client = await ApiClient.open();
  expect(await version(client)).toEqual([200, "application/json; charset=utf-8", '"4.6.0"']);
  client.sim.quirks.version = "4.8.1-rc.2";
  expect((await version(client))[2]).toBe('"4.8.1-rc.2"');
  expect(client.sim.violations).toEqual([]);
});

describe("before 4.0.0", () => {
  it.each(maintenanceCalls)("%s is 404 with HTML", async (path, body) => {
    const client = await ApiClient.open({ quirks: { version: "3.4.2" } });
    const reply = await client.send<string>(path, body);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([404, "text/html"]);
    expect(reply.body).toContain("<h1>404");
    expect(client.sim.requests.at(-1)?.status).toBe(404);
    expect(client.sim.violations).toEqual([]);
    client.sim.quirks.version = "4.0.0";
    expect(typeof (await client.send(path, body)).body).toBe("object");
  });

  it("everything else is as it is later", async () => {
    const client = await ApiClient.open({ quirks: { version: "3.4.2" } });
    expect(await client.hosts()).toHaveLength(7);
    expect((await version(client))[2]).toBe('"3.4.2"');
  });
});

describe("from 4.7.0 on hosts have connect_status and merged_status", () => {
  it.each([
    ["4.6.9", false],
    ["4.7.0", true],
    ["5.0.0", true],
    ["3.9.1", false],
  ])("in %s: %s", async (version, has) => {
    const client = await ApiClient.open({ quirks: { version } });
    expect("connect_status" in (await client.host("node-1", "east"))).toBe(has);
  });

  it.each([
    ["CONNECTED_HEALTHY", "CONNECTED", "HEALTHY"],
    ["CONNECTED_WARNING", "CONNECTED", "UNUSUAL"],
    ["CONNECTED_ERROR", "CONNECTED", "UNUSUAL"],
    ["INITIALIZING", "DISCONNECTED", "INITIALIZING"],
    ["CONNECTING", "DISCONNECTED", "DISCONNECTED"],
    ["SESSION_EXPIRED", "DISCONNECTED", "DISCONNECTED"],
  ] as const)("%s is %s and %s", async (status, connect_status, merged_status) => {
    const client = await ApiClient.open({ quirks: { version: "4.10.0" } });
    client.sim.operator.setHostStatus("node-1", status);
    expect(await client.host("node-1", "east")).toMatchObject({ status, connect_status, merged_status });
  });
});

it("a version has to look like one", async () => {
  await expect(ApiClient.open({ scenario: { quirks: { version: "new" }, clusters: [] } })).rejects.toThrow(
    "quirks.version",
  );
});

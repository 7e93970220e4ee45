import { describe, expect, it } from "vitest";
import type { Fault } from "../../simulator";
import { ApiClient } from "./apiClient";

async function labWith(fault: Omit<Fault, "operation">): Promise<ApiClient> {
  const client = await ApiClient.open();
  client.sim.faults.inject({ operation: "GetHosts", ...fault });
  return client;
}

describe("an answer that is spoilt", () => {
  it("status, with headers such as Retry-After", async () => {
    const client = await labWith({
      kind: "status",
      status: 429,
      headers: { "Retry-After": "7" },
      message: "slow down",
    });
    const reply = await client.send("/get-hosts", {});
    expect([reply.status, reply.headers.get("retry-after"), reply.body.message]).toEqual([429, "7", "slow down"]);
    expect((await client.send("/get-hosts", {})).status).toBe(200);
  });

  it("html502", async () => {
    const client = await labWith({ kind: "html502" });
    const reply = await client.send<string>("/get-hosts", {});
    expect([reply.status, reply.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(reply.body).toContain("<html>");
  });

  it("resourceLocked", async () => {
    const client = await labWith({ kind: "resourceLocked" });
    expect(await client.send("/get-hosts", {})).toMatchObject({
      status: 400,
      body: { code: "ResourceLocked", props: { locked_resources: [{ type: "Host" }] } },
    });
  });

  it("redirect", async () => {
    const client = await labWith({ kind: "redirect", location: "http://elsewhere.example/" });
    const reply = await client.send("/get-hosts", {});
    expect([reply.status, reply.headers.get("location")]).toEqual([302, "http://elsewhere.example/"]);
  });

  it("echo: the answer repeats the request, its credential included", async () => {
    const client = await labWith({ kind: "status", echo: true, message: "no" });
    const { body, headers } = await client.send("/get-hosts", { first: 1 });
    expect(body.message).toMatch(/^no: \{"authorization":"sim\.\w+","body":\{"first":1\}\}$/);
    expect(headers.get("x-tower-request-id")).toContain("sim.");
  });

  it("truncatedJson, emptyBody, wrongShape and wrongContentType", async () => {
    const client = await labWith({ kind: "truncatedJson" });
    for (const kind of ["emptyBody", "wrongShape", "wrongContentType"] as const)
      client.sim.faults.inject({ operation: "GetHosts", kind });
    const truncated = await client.send<string>("/get-hosts", {});
    expect(truncated.body.startsWith("[{")).toBe(true);
    expect((await client.send("/get-hosts", {})).body).toBe("");
    expect((await client.send("/get-hosts", {})).body).toEqual({ unexpected: true });
    expect((await client.send("/get-hosts", {})).headers.get("content-type")).toContain("text/plain");
    expect(client.sim.violations).toEqual([]);
  });

  it("slow-drip comes in pieces, whole in the end", async () => {
    const client = await labWith({ kind: "slow-drip", everyMs: 1 });
    const response = await fetch(`${client.sim.url}/v2/api/get-hosts`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", authorization: client.token as string },
    });
    let pieces = 0;
    let text = "";
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) {
      pieces += 1;
      text += decoder.decode(piece as Uint8Array, { stream: true });
    }
    expect(pieces).toBeGreaterThan(2);
    expect(JSON.parse(text)).toHaveLength(7);
  });
});

describe("a connection that breaks", () => {
  it("reset-before does nothing; reset-after has done it", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "east");
    client.sim.faults.inject({ operation: "EnterMaintenanceMode", kind: "reset-before" });
    client.sim.faults.inject({ operation: "EnterMaintenanceMode", kind: "reset-after" });
    await expect(client.enter(id)).rejects.toThrow("fetch failed");
    expect((await client.host("node-3", "east")).host_state).toBeNull();
    await expect(client.enter(id)).rejects.toThrow("fetch failed");
    expect((await client.host("node-3", "east")).host_state?.state).toBe("ENTERING_MAINTENANCE_MODE");
    expect(client.sim.mutations).toHaveLength(1);
    expect(
      client.sim.requests.filter(({ operation }) => operation === "EnterMaintenanceMode").map(({ status }) => status),
    ).toEqual([0, 0]);
  });

  it("hang never answers; closing the simulator ends it", async () => {
    const client = await labWith({ kind: "hang" });
    const hanging = client.send("/get-hosts", {});
    const settled = hanging.then(
      () => "answered",
      () => "broken",
    );
    // Another request goes through meanwhile: by then the first one has been received.
    while (!client.sim.requests.some(({ operation }) => operation === "GetHosts")) await client.vms();
    expect(await Promise.race([settled, client.vms().then(() => "still open")])).toBe("still open");
    await client.sim.close();
    expect(await settled).toBe("broken");
  });
});

describe("which requests are hit", () => {
  it("by operation, after some, so many times", async () => {
    const client = await labWith({ kind: "status", skip: 1, times: 2 });
    const statuses: number[] = [];
    for (let round = 0; round < 4; round += 1) statuses.push((await client.send("/get-hosts", {})).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect((await client.send("/get-vms", {})).status).toBe(200);
  });

  it("all operations with *, until cleared", async () => {
    const client = await ApiClient.open();
    client.sim.faults.inject({ operation: "*", kind: "status", times: 100 });
    expect((await client.send("/get-vms", {})).status).toBe(503);
    expect(client.sim.faults.list()).toMatchObject([{ operation: "*", times: 99 }]);
    client.sim.faults.clear();
    expect((await client.send("/get-vms", {})).status).toBe(200);
  });

  it("act: a 502 after the work was done", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "east");
    client.sim.faults.inject({ operation: "EnterMaintenanceMode", kind: "html502", act: true });
    expect((await client.enter(id)).status).toBe(502);
    expect((await client.host("node-3", "east")).host_state?.state).toBe("ENTERING_MAINTENANCE_MODE");
  });
});

describe("a task that goes wrong", () => {
  it("taskFailed: midway, with a message; the host is in use again", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    const { uuids } = await client.precheck(id);
    client.sim.faults.inject({
      operation: "EnterMaintenanceMode",
      kind: "taskFailed",
      afterSteps: 2,
      message: "disk on fire",
    });
    const { body } = await client.enter(id, uuids);
    client.pass(60);
    expect(await client.task(body.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: "disk on fire",
    });
    expect((await client.host("node-1", "east")).host_state?.state).toBe("IN_USE");
    expect((await client.vms({ where: { local_id_in: uuids, status: "STOPPED" } })).length).toBe(1);
  });

  it("taskStalled: never ends", async () => {
    const client = await ApiClient.open();
    client.sim.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskStalled" });
    const { body } = await client.enter((await client.host("node-3", "east")).id);
    client.pass(24 * 3600);
    expect((await client.task(body.task_id as string)).status).toBe("EXECUTING");
  });
});

import { expect, it } from "vitest";
import type { Gate } from "../../simulator";
import { ApiClient } from "./apiClient";

/** A gate that holds the first request of an operation up at one place. */
function holding(operation: string, at: "request" | "answer") {
  let letGo = () => {};
  let isHeld = false;
  let tell = () => {};
  const reached = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const gate: Gate = (where, what) => {
    if (isHeld || where !== at || what !== operation) return undefined;
    isHeld = true;
    tell();
    return new Promise((resolve) => {
      letGo = resolve;
    });
  };
  return { gate, reached, letGo: () => letGo() };
}

async function enterHeld(at: "request" | "answer") {
  const { gate, reached, letGo } = holding("EnterMaintenanceMode", at);
  const client = await ApiClient.open({ gate });
  const { id } = client.sim.host("node-1", "east");
  const caller = new AbortController();
  const body = JSON.stringify({ where: { host_id: id }, data: { shutdown_vms: [] } });
  const headers = { "content-type": "application/json", authorization: client.token as string };
  const url = `${client.sim.url}/v2/api/enter-maintance-mode`;
  const sent = fetch(url, { method: "POST", body, headers, signal: caller.signal });
  await reached;
  return { client, sent, letGo, caller };
}

it("a held request is not acted on before it is released", async () => {
  const { client, sent, letGo } = await enterHeld("request");
  expect(client.sim.mutations).toHaveLength(0);
  letGo();
  expect((await sent).status).toBe(200);
  expect(client.sim.mutations).toHaveLength(1);
});

it("a request whose answer is held has been acted on", async () => {
  const { client, sent, letGo } = await enterHeld("answer");
  expect(client.sim.mutations).toHaveLength(1);
  letGo();
  expect((await sent).status).toBe(200);
});

it("a held request whose client has gone is never acted on", async () => {
  const { client, sent, letGo, caller } = await enterHeld("request");
  caller.abort();
  await expect(sent).rejects.toThrow("abort");
  await client.hosts();
  letGo();
  await client.hosts();
  expect(client.sim.mutations).toHaveLength(0);
});

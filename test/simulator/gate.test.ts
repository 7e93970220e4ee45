import { expect, it } from "vitest";
import type { Gate } from "../../simulator";
import { Lab } from "./support/client";

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
  const lab = await Lab.open({ gate });
  const { id } = lab.sim.host("node-1", "east");
  const client = new AbortController();
  const body = JSON.stringify({ where: { host_id: id }, data: { shutdown_vms: [] } });
  const headers = { "content-type": "application/json", authorization: lab.token as string };
  const url = `${lab.sim.url}/v2/api/enter-maintance-mode`;
  const sent = fetch(url, { method: "POST", body, headers, signal: client.signal });
  await reached;
  return { lab, sent, letGo, client };
}

it("a request that is held up is not acted on before it is let go", async () => {
  const { lab, sent, letGo } = await enterHeld("request");
  expect(lab.sim.mutations).toHaveLength(0);
  letGo();
  expect((await sent).status).toBe(200);
  expect(lab.sim.mutations).toHaveLength(1);
});

it("an answer that is held up has been acted on", async () => {
  const { lab, sent, letGo } = await enterHeld("answer");
  expect(lab.sim.mutations).toHaveLength(1);
  letGo();
  expect((await sent).status).toBe(200);
});

it("a request whose client has gone meanwhile is never acted on", async () => {
  const { lab, sent, letGo, client } = await enterHeld("request");
  client.abort();
  await expect(sent).rejects.toThrow("abort");
  await lab.hosts();
  letGo();
  await lab.hosts();
  expect(lab.sim.mutations).toHaveLength(0);
});

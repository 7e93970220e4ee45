import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../simulator";
import { ApiClient } from "./apiClient";

const withStandby = (options: SimulatorOptions = {}) => ApiClient.open({ scenario: "failover", ...options });

async function health(url: string | undefined): Promise<number> {
  return (await fetch(`${url}/api/healthz`, { redirect: "manual" })).status;
}

/** What becomes of a connection: "open", or the error's code. */
function connection(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.on("connect", () => resolve("open")).on("error", (error: NodeJS.ErrnoException) => resolve(`${error.code}`));
    socket.on("close", () => socket.destroy());
    setTimeout(() => socket.destroy(), 1_000).unref();
  });
}

describe("a standby", () => {
  it("answers 307 to every call, with the active address; the active one answers as ever", async () => {
    const client = await withStandby();
    const [active, passive] = client.sim.urls as [string, string];
    expect(client.sim.url).toBe(active);
    expect([await health(active), await health(passive)]).toEqual([200, 307]);
    client.url = passive;
    for (const path of ["/get-hosts", "/login", "/enter-maintance-mode", "/nonsense"]) {
      const reply = await client.send(path, {});
      expect([reply.status, reply.headers.get("location")]).toEqual([307, `${active}/v2/api${path}`]);
    }
    const version = await fetch(`${passive}/v2/api/get-version`, { redirect: "manual" });
    expect(version.status).toBe(307);
    expect(client.sim.mutations).toEqual([]);
    expect(client.sim.violations).toEqual([]);
    expect(client.sim.requests.at(-1)).toMatchObject({ operation: "GetApiVersion", status: 307, node: 1 });
  });

  it.each(["reset", "hang"] as const)("takes over after a gap in which nothing answers (%s)", async (silence) => {
    const client = await withStandby();
    const [first, second] = client.sim.urls as [string, string];
    const { id } = await client.host("node-1", "east");
    const { body } = await client.enter(id, (await client.precheck(id)).uuids);
    client.sim.operator.failover({ gapMs: 120_000, silence });
    for (const url of [first, second]) {
      for (const seconds of [0, 55]) {
        client.pass(seconds);
        const asked = fetch(`${url}/api/healthz`, { signal: AbortSignal.timeout(200) }).then(
          () => "answered",
          (error: Error) => error.name,
        );
        expect(await asked).toBe(silence === "hang" ? "TimeoutError" : "TypeError");
      }
    }
    client.pass(60);
    expect([await health(first), await health(second)]).toEqual([307, 200]);
    // The same login, the same task, and what was done meanwhile.
    client.url = second;
    expect(await client.task(body.task_id as string)).toMatchObject({ id: body.task_id, status: "SUCCESSED" });
    expect((await client.host("node-1", "east")).host_state?.state).toBe("MAINTENANCE_MODE");
    client.url = first;
    expect((await client.send("/get-hosts", {})).status).toBe(307);
  });

  it("takes over by a control command, to which both nodes always listen", async () => {
    const client = await withStandby();
    const [first, second] = client.sim.urls;
    await client.control("POST", "operator/failover", {});
    const { body } = await client.control<{ nodes: { state: string }[] }>("GET", "state");
    expect(body.nodes.map(({ state }) => state)).toEqual(["reset", "reset"]);
    await expect(fetch(`${second}/api/healthz`)).rejects.toThrow("fetch failed");
    client.pass(61);
    expect([await health(first), await health(second)]).toEqual([307, 200]);
    await client.control("POST", "operator/failover", { gapMs: 0 });
    expect([await health(first), await health(second)]).toEqual([200, 307]);
  });

  it("takes over from a node that is gone: connections to it are refused until it is back", async () => {
    const client = await withStandby();
    const [first, second] = client.sim.urls as [string, string];
    await client.sim.unplug(0);
    expect(await connection(first)).toBe("ECONNREFUSED");
    client.sim.operator.failover({ gapMs: 0 });
    client.url = second;
    expect(await client.hosts()).toHaveLength(3);
    await client.sim.plug(0);
    expect([await connection(first), await health(first)]).toEqual(["open", 307]);
    await client.sim.unplug(1);
  });

  it("listens where it should, with any scenario", async () => {
    const client = await ApiClient.open({ standbyPort: 0 });
    expect(client.sim.urls).toHaveLength(2);
    expect(await health(client.sim.urls[1])).toBe(307);
  });
});

describe("without a standby", () => {
  it("health is reported from 4.8.0 on", async () => {
    const client = await ApiClient.open();
    expect(await health(client.sim.url)).toBe(404);
    client.sim.quirks.version = "4.8.0";
    expect(await health(client.sim.url)).toBe(200);
    expect(client.sim.violations).toEqual([]);
  });

  it("there is nothing that could take over", async () => {
    const client = await ApiClient.open();
    expect(() => client.sim.operator.failover()).toThrow("no standby");
  });
});

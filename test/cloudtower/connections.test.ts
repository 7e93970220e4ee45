import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientOf, json, MUTATIONS, openServer, reset } from "./scriptedServer";

const FIXTURES = join(__dirname, "certificates");
const good = {
  cert: readFileSync(join(FIXTURES, "good.pem"), "utf8"),
  key: readFileSync(join(FIXTURES, "good.key.pem"), "utf8"),
};

describe.each([
  ["http", undefined],
  ["https", good],
])("over %s", (_, tls) => {
  const options = { caCert: readFileSync(join(FIXTURES, "ca.pem"), "utf8") };

  it("reads reuse one connection", async () => {
    const server = await openServer(tls);
    const { cloudTower } = clientOf(server.url, options);
    for (let round = 0; round < 5; round += 1) await cloudTower.host("a");
    expect([server.count("GetHosts"), server.connections()]).toEqual([5, 1]);
  });

  it("each mutating call uses a connection of its own, also when it is repeated", async () => {
    const server = await openServer(tls);
    const { cloudTower } = clientOf(server.url, options);
    await cloudTower.host("a");
    const repeated = 1;
    server.next("EnterMaintenanceMode", json({ message: "slow down" }, 429));
    for (const [, send] of MUTATIONS) await send(cloudTower);
    await cloudTower.host("a");
    const used = server.seen.map((one) => one.connection);
    expect(used).toHaveLength(MUTATIONS.length + repeated + 2);
    const [read, ...mutations] = used.slice(0, -1);
    expect(new Set([read, ...mutations]).size).toBe(used.length - 1);
    expect(used.at(-1)).toBe(read);
  });
});

it("many reads at once share a bounded number of connections", async () => {
  const server = await openServer();
  const { cloudTower } = clientOf(server.url);
  await Promise.all(Array.from({ length: 100 }, () => cloudTower.hosts({ id: "a" })));
  expect(server.count("GetHosts")).toBe(100);
  expect(server.connections()).toBeLessThanOrEqual(16);
});

it("a kept-alive connection that the server has closed costs a read one retry, and a mutating call nothing", async () => {
  const server = await openServer();
  const { cloudTower } = clientOf(server.url);
  await cloudTower.host("a");
  server.next("GetHosts", reset);
  await cloudTower.host("a");
  expect(server.count("GetHosts")).toBe(3);
  await cloudTower.enterMaintenance("a", []);
  expect(server.count("EnterMaintenanceMode")).toBe(1);
});

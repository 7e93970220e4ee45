import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clientOf, json, MUTATIONS, openTower, reset } from "./support/tower";

const FIXTURES = join(__dirname, "../support/tls");
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
    const tower = await openTower(tls);
    const { cloudTower } = clientOf(tower.url, options);
    for (let round = 0; round < 5; round += 1) await cloudTower.host("a");
    expect([tower.count("GetHosts"), tower.connections()]).toEqual([5, 1]);
  });

  it("each mutating call uses a connection of its own, also when it is repeated", async () => {
    const tower = await openTower(tls);
    const { cloudTower } = clientOf(tower.url, options);
    await cloudTower.host("a");
    tower.next("EnterMaintenanceMode", json({ message: "slow down" }, 429));
    for (const [, send] of MUTATIONS) await send(cloudTower);
    await cloudTower.host("a");
    const used = tower.seen.map((one) => one.connection);
    expect(tower.seen.length).toBe(6);
    const [read, ...mutations] = used.slice(0, 5);
    expect(new Set([read, ...mutations]).size).toBe(5);
    expect(used[5]).toBe(read);
  });
});

it("many reads at once share a bounded number of connections", async () => {
  const tower = await openTower();
  const { cloudTower } = clientOf(tower.url);
  await Promise.all(Array.from({ length: 100 }, () => cloudTower.hosts({ id: "a" })));
  expect(tower.count("GetHosts")).toBe(100);
  expect(tower.connections()).toBeLessThanOrEqual(16);
});

it("a kept connection that the server has closed costs a read one more try, and a mutating call nothing", async () => {
  const tower = await openTower();
  const { cloudTower } = clientOf(tower.url);
  await cloudTower.host("a");
  tower.next("GetHosts", reset);
  await cloudTower.host("a");
  expect(tower.count("GetHosts")).toBe(3);
  await cloudTower.enterMaintenance("a", []);
  expect(tower.count("EnterMaintenanceMode")).toBe(1);
});

import { expect, it } from "vitest";
import { ApiClient } from "./apiClient";

interface Alert {
  id: string;
  message: string;
}

const found = async (client: ApiClient, where: object) =>
  (await client.ok<Alert[]>("/get-alerts", { where })).map(({ message }) => message).sort();

const scenario = {
  clusters: [
    {
      name: "one",
      alerts: [{ severity: "CRITICAL", message: "The storage network is slow.", solution: "Check the switch." }],
      hosts: [
        { name: "a", alerts: [{ message: "A disk is failing.", cause: "Wear.", impact: "None." }] },
        { name: "b" },
      ],
    },
    { name: "two", alerts: [{ severity: "BLINKING", message: "Of a later version." }], hosts: [{ name: "c" }] },
  ],
};

it("alerts of a scenario are found by host, cluster, severity and whether they have ended", async () => {
  const client = await ApiClient.open({ scenario });
  const slow = "The storage network is slow.";
  const { id } = await client.host("a", "one");
  expect(await found(client, {})).toHaveLength(3);
  expect(await found(client, { host: { id } })).toEqual(["A disk is failing."]);
  expect(await found(client, { host: { name: "b" } })).toEqual([]);
  expect(await found(client, { cluster: { name: "one" }, ended: false })).toEqual(["A disk is failing.", slow]);
  expect(await found(client, { severity_in: ["CRITICAL", "BLINKING"] })).toEqual(["Of a later version.", slow]);
  expect(await found(client, { severity: "NOTICE", ended: true })).toEqual([]);
  expect(await client.ok("/get-alerts", { where: { host: { id } } })).toMatchObject([
    {
      severity: "NOTICE",
      cause: "Wear.",
      solution: "",
      impact: "None.",
      ended: false,
      host: { name: "a" },
      cluster: { name: "one" },
    },
  ]);
  expect(client.sim.violations).toEqual([]);
});

it("the operator raises them, on a host or a cluster, and ends them", async () => {
  const client = await ApiClient.open();
  const raise = async (body: object) =>
    (await client.control<{ alertId: string; message?: string }>("POST", "operator/raise-alert", body)).body;
  const { alertId } = await raise({
    host: "node-1",
    severity: "CRITICAL",
    message: "Overheating.",
    cause: "A fan stopped.",
  });
  await raise({ cluster: "west", message: "A certificate ends soon." });
  expect(await found(client, { cluster: { name: "east" } })).toEqual(["Overheating."]);
  expect(await found(client, { cluster: { name: "west" }, host: { name: "node-3" } })).toEqual([]);
  client.pass(30);
  await client.control("POST", "operator/end-alert", { alertId });
  expect(await found(client, { ended: false })).toEqual(["A certificate ends soon."]);
  const [ended] = await client.ok<{ local_start_time: string; local_end_time: string }[]>("/get-alerts", {
    where: { id: alertId },
  });
  expect(Date.parse(ended?.local_end_time as string) - Date.parse(ended?.local_start_time as string)).toBe(30_000);
  expect(client.sim.snapshot().alerts).toMatchObject([
    { hostName: "node-1", ended: true },
    { hostName: null, ended: false },
  ]);
  expect((await raise({ message: "Nowhere." })).message).toContain('No cluster is ""');
});

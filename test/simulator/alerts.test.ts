import { expect, it } from "vitest";
import { Lab } from "./support/client";

interface Alert {
  id: string;
  message: string;
}

const found = async (lab: Lab, where: object) =>
  (await lab.ok<Alert[]>("/get-alerts", { where })).map(({ message }) => message).sort();

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
  const lab = await Lab.open({ scenario });
  const slow = "The storage network is slow.";
  const { id } = await lab.host("a", "one");
  expect(await found(lab, {})).toHaveLength(3);
  expect(await found(lab, { host: { id } })).toEqual(["A disk is failing."]);
  expect(await found(lab, { host: { name: "b" } })).toEqual([]);
  expect(await found(lab, { cluster: { name: "one" }, ended: false })).toEqual(["A disk is failing.", slow]);
  expect(await found(lab, { severity_in: ["CRITICAL", "BLINKING"] })).toEqual(["Of a later version.", slow]);
  expect(await found(lab, { severity: "NOTICE", ended: true })).toEqual([]);
  expect(await lab.ok("/get-alerts", { where: { host: { id } } })).toMatchObject([
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
  expect(lab.sim.violations).toEqual([]);
});

it("the operator raises them, on a host or a cluster, and ends them", async () => {
  const lab = await Lab.open();
  const raise = async (body: object) =>
    (await lab.control<{ alertId: string; message?: string }>("POST", "operator/raise-alert", body)).body;
  const { alertId } = await raise({
    host: "node-1",
    severity: "CRITICAL",
    message: "Overheating.",
    cause: "A fan stopped.",
  });
  await raise({ cluster: "west", message: "A certificate ends soon." });
  expect(await found(lab, { cluster: { name: "east" } })).toEqual(["Overheating."]);
  expect(await found(lab, { cluster: { name: "west" }, host: { name: "node-3" } })).toEqual([]);
  lab.pass(30);
  await lab.control("POST", "operator/end-alert", { alertId });
  expect(await found(lab, { ended: false })).toEqual(["A certificate ends soon."]);
  const [ended] = await lab.ok<{ local_start_time: string; local_end_time: string }[]>("/get-alerts", {
    where: { id: alertId },
  });
  expect(Date.parse(ended?.local_end_time as string) - Date.parse(ended?.local_start_time as string)).toBe(30_000);
  expect(lab.sim.snapshot().alerts).toMatchObject([
    { hostName: "node-1", ended: true },
    { hostName: null, ended: false },
  ]);
  expect((await raise({ message: "Nowhere." })).message).toContain('No cluster is ""');
});

import { describe, expect, it } from "vitest";
import type { QuirkSettings } from "../../simulator";
import { ApiClient, everything } from "./apiClient";

/** Node-1 of the scenario "reboot" in maintenance. */
async function inMaintenance(quirks: QuirkSettings = {}) {
  const client = await ApiClient.open({ scenario: "reboot", quirks });
  const { id } = await client.host("node-1", "east");
  await client.entered(id);
  const status = async () => (await client.host("node-1", "east")).status;
  return { client, id, status };
}

describe("a reboot", () => {
  it("reads CONNECTING, then INITIALIZING, then connected; the session goes on, and exits are refused till services are up", async () => {
    const { client, id, status } = await inMaintenance();
    const session = (await client.host("node-1", "east")).host_state;
    const plan = await client.plan(id);
    const { body } = await client.restart(id, { reason: "new firmware" });
    expect(body.data).toMatchObject({ id, status: "CONNECTED_HEALTHY" });
    const seen: string[] = [];
    for (let second = 0; second < 60; second += 2) {
      client.pass(2);
      const now = await status();
      if (seen.at(-1) !== now) seen.push(now);
      if (now !== "CONNECTED_HEALTHY") {
        client.sim.quirks.refusalStyle = "http-400";
        expect((await client.exit(id)).status).toBe(400);
      } else if (seen.length > 1) break;
    }
    expect(seen).toEqual(["CONNECTED_HEALTHY", "CONNECTING", "INITIALIZING", "CONNECTED_HEALTHY"]);
    expect((await client.task(body.task_id as string)).status).toBe("SUCCESSED");
    expect((await client.host("node-1", "east")).host_state).toEqual(session);
    const early = await client.exit(id);
    expect([early.status, early.body.message]).toEqual([400, "The services of host node-1 are not up yet."]);
    client.sim.quirks.refusalStyle = "task-failed";
    const failing = await client.exit(id);
    client.pass(1);
    expect((await client.task(failing.body.task_id as string)).error_message).toContain("not up yet");
    client.pass(10);
    const exit = await client.exit(id, everything(plan));
    client.pass(60);
    expect((await client.task(exit.body.task_id as string)).status).toBe("SUCCESSED");
    expect(client.sim.violations).toEqual([]);
  });

  it.each([
    [false, 3],
    [true, 30],
  ])("has a task that waits for the host or does not (rebootTaskWaits %s)", async (rebootTaskWaits, seconds) => {
    const { client, id } = await inMaintenance({ rebootTaskWaits });
    const { body } = await client.restart(id);
    client.pass(seconds - 1);
    expect((await client.task(body.task_id as string)).status).toBe("EXECUTING");
    client.pass(2);
    expect((await client.task(body.task_id as string)).status).toBe("SUCCESSED");
  });

  it("reads what the quirk restartStatuses says", async () => {
    const { client, id, status } = await inMaintenance({ restartStatuses: ["SESSION_EXPIRED", "CONNECTING"] });
    await client.restart(id);
    client.pass(10);
    expect(await status()).toBe("SESSION_EXPIRED");
    client.pass(15);
    expect(await status()).toBe("CONNECTING");
  });

  it("never ends if somebody switches the host off in the meantime", async () => {
    const { client, id, status } = await inMaintenance({ rebootTaskWaits: true });
    const { body } = await client.restart(id);
    client.pass(10);
    client.sim.operator.powerOffHost("node-1");
    client.pass(3600);
    expect(await status()).toBe("CONNECTING");
    expect((await client.task(body.task_id as string)).error_message).toContain("did not come back");
    client.sim.operator.powerOnHost("node-1");
    expect(await status()).toBe("CONNECTED_HEALTHY");
  });
});

it("poweroff: the host stays dark until somebody switches it on", async () => {
  const { client, id, status } = await inMaintenance();
  const { body } = await client.restart(id, { action: "poweroff" });
  client.pass(24 * 3600);
  expect((await client.task(body.task_id as string)).status).toBe("SUCCESSED");
  expect(await status()).toBe("CONNECTING");
  expect((await client.restart(id)).body.message).toContain("powered off");
  client.sim.operator.powerOnHost("node-1");
  expect((await client.exit(id)).status).toBe(200);
});

it("a host that is about to restart cannot exit: its VMs would come back and lose power", async () => {
  const { client, id } = await inMaintenance();
  await client.restart(id);
  const { body } = await client.exit(id);
  client.pass(1);
  const task = await client.task(body.task_id as string);
  expect([task.status, task.error_message]).toEqual(["FAILED", "Host node-1 is about to restart."]);
});

describe("a power call is refused", () => {
  it("outside of maintenance, unless forced: VMs with HA start elsewhere then, the others stop", async () => {
    const client = await ApiClient.open({ scenario: "reboot" });
    const { id } = await client.host("node-1", "east");
    const refused = await client.restart(id);
    expect([refused.status, refused.body.message]).toEqual([400, "Host node-1 is not in maintenance mode."]);
    await client.restart(id, { force: true });
    client.pass(10);
    expect(await client.vm("web-02")).toMatchObject({
      status: "RUNNING",
      host: { name: expect.stringMatching(/node-[23]/) },
    });
    expect((await client.vm("web-01")).status).toBe("STOPPED");
    expect((await client.powered("/start-vm", "web-03", id)).error_message).toContain("not connected (CONNECTING)");
  });

  it("while the host enters, exits or restarts, and for an unknown host", async () => {
    const client = await ApiClient.open({ scenario: "reboot" });
    const { id } = await client.host("node-1", "east");
    await client.enter(id, (await client.precheck(id)).uuids);
    expect((await client.restart(id)).body.message).toContain("still entering");
    client.pass(60);
    await client.restart(id);
    expect((await client.restart(id)).body.message).toContain("restarting already");
    client.pass(60);
    await client.exit(id);
    expect((await client.restart(id, { force: true })).body.message).toContain("exiting");
    expect((await client.restart("nobody")).status).toBe(404);
    client.sim.operator.setHostStatus("node-2", "SESSION_EXPIRED");
    const lost = await client.restart((await client.host("node-2", "east")).id, { force: true });
    expect(lost.body.message).toBe("Host node-2 is not connected (SESSION_EXPIRED).");
  });

  it("while another host of the cluster restarts, forced or not", async () => {
    const { client, id } = await inMaintenance();
    const other = await client.host("node-2", "east");
    await client.restart(id);
    client.pass(20);
    expect((await client.restart(other.id, { force: true })).body.message).toContain(
      "Host node-1 of the cluster is restarting",
    );
    client.pass(20);
    expect((await client.restart(other.id, { force: true })).status).toBe(200);
  });
});

it("a host can also be restarted by the operator", async () => {
  const { client, status } = await inMaintenance();
  await client.control("POST", "operator/restart-host", { host: "node-1" });
  client.pass(10);
  expect(await status()).toBe("CONNECTING");
  client.pass(30);
  expect(await status()).toBe("CONNECTED_HEALTHY");
});

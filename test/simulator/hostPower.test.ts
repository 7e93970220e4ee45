import { describe, expect, it } from "vitest";
import type { QuirkSettings } from "../../simulator";
import { everything, Lab } from "./support/client";

/** Node-1 of the scenario "reboot" in maintenance. */
async function inMaintenance(quirks: QuirkSettings = {}) {
  const lab = await Lab.open({ scenario: "reboot", quirks });
  const { id } = await lab.host("node-1", "east");
  await lab.entered(id);
  const status = async () => (await lab.host("node-1", "east")).status;
  return { lab, id, status };
}

describe("a reboot", () => {
  it("reads CONNECTING, then INITIALIZING, then connected; the session goes on, and exits are refused till services are up", async () => {
    const { lab, id, status } = await inMaintenance();
    const session = (await lab.host("node-1", "east")).host_state;
    const plan = await lab.plan(id);
    const { body } = await lab.restart(id, { reason: "new firmware" });
    expect(body.data).toMatchObject({ id, status: "CONNECTED_HEALTHY" });
    const seen: string[] = [];
    for (let second = 0; second < 60; second += 2) {
      lab.pass(2);
      const now = await status();
      if (seen.at(-1) !== now) seen.push(now);
      if (now !== "CONNECTED_HEALTHY") {
        lab.sim.quirks.refusalStyle = "http-400";
        expect((await lab.exit(id)).status).toBe(400);
      } else if (seen.length > 1) break;
    }
    expect(seen).toEqual(["CONNECTED_HEALTHY", "CONNECTING", "INITIALIZING", "CONNECTED_HEALTHY"]);
    expect((await lab.task(body.task_id as string)).status).toBe("SUCCESSED");
    expect((await lab.host("node-1", "east")).host_state).toEqual(session);
    const early = await lab.exit(id);
    expect([early.status, early.body.message]).toEqual([400, "The services of host node-1 are not up yet."]);
    lab.sim.quirks.refusalStyle = "task-failed";
    const failing = await lab.exit(id);
    lab.pass(1);
    expect((await lab.task(failing.body.task_id as string)).error_message).toContain("not up yet");
    lab.pass(10);
    const exit = await lab.exit(id, everything(plan));
    lab.pass(60);
    expect((await lab.task(exit.body.task_id as string)).status).toBe("SUCCESSED");
    expect(lab.sim.violations).toEqual([]);
  });

  it.each([
    [false, 3],
    [true, 30],
  ])("has a task that waits for the host or does not (rebootTaskWaits %s)", async (rebootTaskWaits, seconds) => {
    const { lab, id } = await inMaintenance({ rebootTaskWaits });
    const { body } = await lab.restart(id);
    lab.pass(seconds - 1);
    expect((await lab.task(body.task_id as string)).status).toBe("EXECUTING");
    lab.pass(2);
    expect((await lab.task(body.task_id as string)).status).toBe("SUCCESSED");
  });

  it("reads what the quirk restartStatuses says", async () => {
    const { lab, id, status } = await inMaintenance({ restartStatuses: ["SESSION_EXPIRED", "CONNECTING"] });
    await lab.restart(id);
    lab.pass(10);
    expect(await status()).toBe("SESSION_EXPIRED");
    lab.pass(15);
    expect(await status()).toBe("CONNECTING");
  });

  it("never ends where somebody switches the host off meanwhile", async () => {
    const { lab, id, status } = await inMaintenance({ rebootTaskWaits: true });
    const { body } = await lab.restart(id);
    lab.pass(10);
    lab.sim.operator.powerOffHost("node-1");
    lab.pass(3600);
    expect(await status()).toBe("CONNECTING");
    expect((await lab.task(body.task_id as string)).error_message).toContain("did not come back");
    lab.sim.operator.powerOnHost("node-1");
    expect(await status()).toBe("CONNECTED_HEALTHY");
  });
});

it("poweroff: the host stays dark until somebody switches it on", async () => {
  const { lab, id, status } = await inMaintenance();
  const { body } = await lab.restart(id, { action: "poweroff" });
  lab.pass(24 * 3600);
  expect((await lab.task(body.task_id as string)).status).toBe("SUCCESSED");
  expect(await status()).toBe("CONNECTING");
  expect((await lab.restart(id)).body.message).toContain("powered off");
  lab.sim.operator.powerOnHost("node-1");
  expect((await lab.exit(id)).status).toBe(200);
});

describe("a power call is refused", () => {
  it("outside of maintenance, unless forced: VMs with HA start elsewhere then, the others stop", async () => {
    const lab = await Lab.open({ scenario: "reboot" });
    const { id } = await lab.host("node-1", "east");
    const refused = await lab.restart(id);
    expect([refused.status, refused.body.message]).toEqual([400, "Host node-1 is not in maintenance mode."]);
    await lab.restart(id, { force: true });
    lab.pass(10);
    expect(await lab.vm("web-02")).toMatchObject({
      status: "RUNNING",
      host: { name: expect.stringMatching(/node-[23]/) },
    });
    expect((await lab.vm("web-01")).status).toBe("STOPPED");
    expect((await lab.powered("/start-vm", "web-03", id)).error_message).toContain("not connected (CONNECTING)");
  });

  it("while the host enters, exits or restarts, and for an unknown host", async () => {
    const lab = await Lab.open({ scenario: "reboot" });
    const { id } = await lab.host("node-1", "east");
    await lab.enter(id, (await lab.precheck(id)).uuids);
    expect((await lab.restart(id)).body.message).toContain("still entering");
    lab.pass(60);
    await lab.restart(id);
    expect((await lab.restart(id)).body.message).toContain("restarting already");
    lab.pass(60);
    await lab.exit(id);
    expect((await lab.restart(id, { force: true })).body.message).toContain("exiting");
    expect((await lab.restart("nobody")).status).toBe(404);
    lab.sim.operator.setHostStatus("node-2", "SESSION_EXPIRED");
    const lost = await lab.restart((await lab.host("node-2", "east")).id, { force: true });
    expect(lost.body.message).toBe("Host node-2 is not connected (SESSION_EXPIRED).");
  });

  it("while another host of the cluster restarts, forced or not", async () => {
    const { lab, id } = await inMaintenance();
    const other = await lab.host("node-2", "east");
    await lab.restart(id);
    lab.pass(20);
    expect((await lab.restart(other.id, { force: true })).body.message).toContain(
      "Host node-1 of the cluster is restarting",
    );
    lab.pass(20);
    expect((await lab.restart(other.id, { force: true })).status).toBe(200);
  });
});

it("a host can also be restarted by the operator", async () => {
  const { lab, status } = await inMaintenance();
  await lab.control("POST", "operator/restart-host", { host: "node-1" });
  lab.pass(10);
  expect(await status()).toBe("CONNECTING");
  lab.pass(30);
  expect(await status()).toBe("CONNECTED_HEALTHY");
});

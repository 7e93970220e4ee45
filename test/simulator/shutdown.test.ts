import { describe, expect, it } from "vitest";
import type { Scenario } from "../../simulator";
import { ApiClient } from "./apiClient";

/** A host with a guest that obeys and one that does not. */
function scenario(ignoresShutdown: boolean | number): Scenario {
  const vms = [
    { name: "good", passthrough: true },
    { name: "stubborn", passthrough: true, ignoresShutdown },
  ];
  return {
    timings: { shutdownTimeout: 300_000 },
    clusters: [{ name: "c", hosts: [{ name: "a", vms }, { name: "b" }] }],
  };
}

async function entering(ignoresShutdown: boolean | number) {
  const client = await ApiClient.open({ scenario: scenario(ignoresShutdown) });
  const { id } = await client.host("a", "c");
  const { body } = await client.enter(id, (await client.precheck(id)).uuids);
  return { client, id, task: () => client.task(body.task_id as string) };
}

describe("a guest that ignores the shutdown", () => {
  it("keeps the task waiting, which then ends FAILED with the message that clusters give", async () => {
    const { client, task } = await entering(true);
    client.pass(250);
    expect((await task()).status).toBe("EXECUTING");
    client.pass(60);
    const { status, error_message } = await task();
    expect(status).toBe("FAILED");
    const [, json] =
      /^Cannot unwrap Ok value of Result\.Err\.\r\ncode: \w+\r\nmessage: (\{.*\})$/.exec(error_message ?? "") ?? [];
    const { local_id } = await client.vm("stubborn");
    expect(JSON.parse(json as string)).toEqual({
      data: {},
      ec: "JOB_VM_SHUTDOWN_TIMEOUT",
      error: { msg: `[JOB_VM_SHUTDOWN_TIMEOUT]VM stubborn (${local_id}) was not shut down in time.` },
    });
    expect((await client.host("a", "c")).host_state?.state).toBe("IN_USE");
    expect([(await client.vm("good")).status, (await client.vm("stubborn")).status]).toEqual(["STOPPED", "RUNNING"]);
    client.pass(24 * 3600);
    expect((await client.vm("stubborn")).status).toBe("RUNNING");
  });

  it("may obey late, after the task has failed", async () => {
    const { client, task } = await entering(120_000);
    client.pass(310);
    expect((await task()).status).toBe("FAILED");
    expect((await client.vm("stubborn")).status).toBe("RUNNING");
    client.pass(120);
    const late = await client.vm("stubborn");
    expect(late.status).toBe("STOPPED");
    const failedAt = Date.parse((await task()).finished_at as string);
    expect(Date.parse(late.last_shutdown_time as string)).toBe(failedAt + 120_000);
  });

  it("does not stop late once somebody has stopped and started it", async () => {
    const { client } = await entering(120_000);
    client.pass(310);
    client.sim.operator.stopVm("stubborn");
    client.sim.operator.startVm("stubborn");
    client.pass(600);
    expect((await client.vm("stubborn")).status).toBe("RUNNING");
  });

  it("delays nothing if somebody else stops it in the meantime", async () => {
    const { client, task } = await entering(true);
    client.pass(60);
    client.sim.operator.stopVm("stubborn");
    client.pass(600);
    expect((await task()).status).toBe("SUCCESSED");
  });

  it("can be switched on and off by the operator", async () => {
    const { client, id, task } = await entering(true);
    await client.control("POST", "operator/set-ignores-shutdown", { vm: "stubborn", ignores: false });
    client.pass(600);
    expect((await task()).status).toBe("SUCCESSED");
    expect((await client.plan(id)).shutDownVms).toHaveLength(2);
  });
});

describe("last_shutdown_time", () => {
  const shutdownTimes = async (client: ApiClient, where: object) =>
    (await client.vms({ where })).map(({ name }) => name).sort();

  it("is null before the first shutdown, and the time of the last one after", async () => {
    const client = await ApiClient.open();
    expect(await client.vm("web-01")).toMatchObject({ last_shutdown_time: null });
    expect(await client.vm("report-01")).toMatchObject({ status: "STOPPED", last_shutdown_time: null });
    client.sim.operator.stopVm("web-01");
    expect((await client.vm("web-01")).last_shutdown_time).toBe(new Date(client.time).toISOString());
    client.pass(1);
    client.sim.operator.stopVm("web-01");
    expect((await client.vm("web-01")).last_shutdown_time).toBe(new Date(client.time - 1_000).toISOString());
    const { id } = await client.host("node-1", "east");
    const { body } = await client.enter(id, (await client.precheck(id)).uuids);
    client.pass(60);
    const { started_at, finished_at } = await client.task(body.task_id as string);
    const shut = await shutdownTimes(client, {
      last_shutdown_time_gte: started_at,
      last_shutdown_time_lte: finished_at,
    });
    expect(shut).toEqual(["gpu-train-01", "license-01"]);
  });

  it("can be filtered on either side, with and without the moment itself; a VM without one passes nothing", async () => {
    const client = await ApiClient.open();
    const moment = new Date(client.time).toISOString();
    client.sim.operator.stopVm("web-01");
    client.pass(1);
    client.sim.operator.stopVm("web-02");
    expect(await shutdownTimes(client, { last_shutdown_time: moment })).toEqual(["web-01"]);
    expect(await shutdownTimes(client, { last_shutdown_time_gt: moment })).toEqual(["web-02"]);
    expect(await shutdownTimes(client, { last_shutdown_time_gte: moment })).toEqual(["web-01", "web-02"]);
    expect(await shutdownTimes(client, { last_shutdown_time_lt: moment })).toEqual([]);
    expect(await shutdownTimes(client, { last_shutdown_time_lte: moment })).toEqual(["web-01"]);
    expect((await client.send("/get-vms", { where: { last_shutdown_time_gt: "yesterday" } })).status).toBe(400);
  });

  it("is not set by a loss of power", async () => {
    const client = await ApiClient.open();
    client.sim.operator.powerOffHost("node-1");
    expect(await client.vm("web-01")).toMatchObject({ status: "STOPPED", last_shutdown_time: null });
  });

  it("is null always on servers that give none (quirk lastShutdownTimeNull)", async () => {
    const client = await ApiClient.open({ quirks: { lastShutdownTimeNull: true } });
    client.sim.operator.stopVm("web-01");
    expect((await client.vm("web-01")).last_shutdown_time).toBeNull();
    expect(await shutdownTimes(client, { last_shutdown_time_gt: "2000-01-01T00:00:00Z" })).toEqual([]);
  });

  it.each([90_000, -90_000])("is by the clusters' clock, as sessions are (%i ms off)", async (clusterClockOffset) => {
    const client = await ApiClient.open({ quirks: { clusterClockOffset } });
    const { id } = await client.host("node-3", "east");
    const { body } = await client.enter(id, [(await client.vm("app-01")).local_id]);
    client.pass(60);
    const task = await client.task(body.task_id as string);
    const { host_state } = await client.host("node-3", "east");
    const ahead = (of: string | null | undefined, by: string) => Date.parse(of as string) - Date.parse(by);
    expect(ahead(host_state?.enter_maintenance_time, task.local_created_at)).toBe(clusterClockOffset);
    const off = ahead((await client.vm("app-01")).last_shutdown_time, task.started_at as string);
    expect(off - clusterClockOffset).toBe(3_000);
  });
});

import { describe, expect, it } from "vitest";
import { ApiClient, everything, places } from "./apiClient";

describe("nulls", () => {
  it("come and go from answer to answer, and an answer stays valid", async () => {
    const client = await ApiClient.open({ quirks: { nulls: true } });
    const seen = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      for (const host of await client.hosts()) {
        seen.add(`data_ip ${host.data_ip === undefined ? "absent" : host.data_ip === null ? "null" : "there"}`);
        seen.add(`host_state ${host.host_state === undefined ? "absent" : "null"}`);
        expect(host.id).toEqual(expect.any(String));
      }
    }
    expect([...seen].sort()).toEqual([
      "data_ip absent",
      "data_ip null",
      "data_ip there",
      "host_state absent",
      "host_state null",
    ]);
    expect(client.sim.violations).toEqual([]);
  });

  it("are the same for the same seed", async () => {
    const answers = await Promise.all(
      [7, 7, 8].map(async (seed) =>
        JSON.stringify(await (await ApiClient.open({ seed, quirks: { nulls: true } })).vms()),
      ),
    );
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toBe(answers[2]);
  });

  it("never hide the state of a host that is not in use, nor a task id or vm_uuid", async () => {
    const client = await ApiClient.open({ quirks: { nulls: 1 } });
    const { id } = await client.host("node-1", "east");
    const { body } = await client.enter(id, (await client.precheck(id)).uuids);
    expect(body.task_id).toEqual(expect.any(String));
    expect((await client.host("node-1", "east")).host_state?.state).toBe("ENTERING_MAINTENANCE_MODE");
    client.pass(60);
    const plan = await client.plan(id);
    for (const entry of Object.values(plan).flat()) expect(entry.vm_uuid).toEqual(expect.any(String));
    expect(plan.shutDownVms[0]?.verify ?? null).toBeNull();
    await client.exit(id);
    client.pass(60);
    expect((await client.host("node-1", "east")).host_state ?? null).toBeNull();
  });
});

it("vmUuidNull: the first entry of each plan list cannot be restored", async () => {
  const client = await ApiClient.open({ quirks: { vmUuidNull: true } });
  const { id } = await client.host("node-1", "east");
  await client.entered(id);
  const plan = await client.plan(id);
  expect(plan.liveMigrateVms.map(({ vm_uuid }) => vm_uuid === null)).toEqual([true, false]);
  expect(everything(plan).poweron_vms).toHaveLength(1);
});

describe("syncMutations", () => {
  it.each(["null", "absent"] as const)("done at once, task_id %s", async (syncMutations) => {
    const client = await ApiClient.open({ quirks: { syncMutations, generousExit: true } });
    const { id } = await client.host("node-1", "east");
    const before = await places(client);
    const { task_id } = await client.ok<{ task_id: string }>("/enter-maintenance-mode-precheck", { where: { id } });
    const result = await client.ok<{ done: boolean; shutdownVms: { vm_uuid: string }[] }>(
      "/enter-maintance-mode-precheck-result",
      {
        where: { task_id },
      },
    );
    expect(result.done).toBe(true);
    const { body } = await client.enter(
      id,
      result.shutdownVms.map(({ vm_uuid }) => vm_uuid),
    );
    expect(body.task_id).toBe(syncMutations === "null" ? null : undefined);
    expect(body.data.host_state).toBeNull();
    expect((await client.host("node-1", "east")).host_state?.state).toBe("MAINTENANCE_MODE");
    await client.exit(id, everything(await client.plan(id)));
    expect(await places(client)).toEqual(before);
    expect(client.sim.mutations.at(-1)?.taskId).toBeNull();
  });

  it("what fails is 400 then", async () => {
    const client = await ApiClient.open({ quirks: { syncMutations: "null" } });
    const { id } = await client.host("node-1", "east");
    const reply = await client.enter(id);
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining("gpu-train-01")]);
    expect((await client.host("node-1", "east")).host_state?.state).toBe("IN_USE");
  });
});

describe("lists", () => {
  it("listCap: never more, and paging still finds all", async () => {
    const client = await ApiClient.open({ quirks: { listCap: 3 } });
    expect(await client.hosts({ first: 100 })).toHaveLength(3);
    const ids: string[] = [];
    for (;;) {
      const page = await client.hosts({ first: 100, skip: ids.length, orderBy: "id_ASC" });
      if (page.length === 0) break;
      ids.push(...page.map(({ id }) => id));
    }
    expect(new Set(ids).size).toBe(7);
  });

  it("shuffle: another order each time, unless one is asked for", async () => {
    const client = await ApiClient.open({ quirks: { shuffle: true } });
    const orders = new Set<string>();
    const sorted = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      orders.add((await client.hosts()).map(({ id }) => id).join());
      sorted.add((await client.hosts({ orderBy: "id_ASC" })).map(({ id }) => id).join());
    }
    expect(orders.size).toBeGreaterThan(1);
    expect(sorted.size).toBe(1);
  });

  it("seesNothing: empty, as without rights", async () => {
    const client = await ApiClient.open({ quirks: { seesNothing: true } });
    expect([await client.hosts(), await client.vms()]).toEqual([[], []]);
  });
});

describe("tasks", () => {
  it("tasksSilent: progress stays 0, and a failure has no reason", async () => {
    const client = await ApiClient.open({ quirks: { tasksSilent: true } });
    const { id } = await client.host("node-1", "east");
    const { body } = await client.enter(id);
    client.pass(5);
    expect(await client.task(body.task_id as string)).toMatchObject({ status: "EXECUTING", progress: 0 });
    client.pass(60);
    expect(await client.task(body.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: null,
      error_code: null,
    });
    expect((await client.precheck(id)).task).toMatchObject({ status: "SUCCESSED", progress: 0 });
  });

  it("taskUnknownFor: get-tasks learns of a task later", async () => {
    const client = await ApiClient.open({ quirks: { taskUnknownFor: 5000 } });
    const { body } = await client.enter((await client.host("node-3", "east")).id);
    const find = () => client.ok<unknown[]>("/get-tasks", { where: { id: body.task_id } });
    client.pass(4);
    expect(await find()).toEqual([]);
    client.pass(1);
    expect(await find()).toHaveLength(1);
  });

  it("resourceIdNull: a task does not name its host", async () => {
    const client = await ApiClient.open({ quirks: { resourceIdNull: true } });
    const { body } = await client.enter((await client.host("node-3", "east")).id);
    expect((await client.task(body.task_id as string)).resource_id).toBeNull();
  });
});

it("jobIdEmpty: the session has a time only", async () => {
  const client = await ApiClient.open({ quirks: { jobIdEmpty: true } });
  await client.enter((await client.host("node-3", "east")).id);
  expect((await client.host("node-3", "east")).host_state).toMatchObject({
    maintenance_job_id: "",
    enter_maintenance_time: expect.stringContaining("2026"),
  });
});

describe("sessionHiddenFor", () => {
  /** How long the session was hidden and shown by turns, in seconds, looked at every second. */
  async function turns(client: ApiClient, seconds: number): Promise<{ hidden: boolean; seconds: number }[]> {
    const found: { hidden: boolean; seconds: number }[] = [];
    for (let second = 0; second < seconds; second += 1) {
      const hidden = ((await client.host("node-3", "east")).host_state ?? null) === null;
      const last = found.at(-1);
      if (last?.hidden === hidden) last.seconds += 1;
      else found.push({ hidden, seconds: 1 });
      client.pass(1);
    }
    return found;
  }

  it("from the entry's end on the host shows no session, and again and again later, never longer", async () => {
    const client = await ApiClient.open({ quirks: { sessionHiddenFor: 20_000 } });
    const { id } = await client.host("node-3", "east");
    await client.enter(id);
    expect((await client.host("node-3", "east")).host_state?.state).toBe("ENTERING_MAINTENANCE_MODE");
    while (client.sim.host("node-3", "east").state !== "MAINTENANCE_MODE") client.pass(1);
    const seen = await turns(client, 600);
    expect(seen[0]).toEqual({ hidden: true, seconds: 20 });
    const hidden = seen.filter((turn) => turn.hidden);
    expect(hidden.length).toBeGreaterThan(8);
    expect(Math.max(...hidden.map((turn) => turn.seconds))).toBeLessThanOrEqual(20);
    expect(new Set(seen.filter((turn) => !turn.hidden).map((turn) => turn.seconds)).size).toBeGreaterThan(3);
  });

  it("hides nothing but the session: the exit plan is there, and an exit is taken", async () => {
    const client = await ApiClient.open({ quirks: { sessionHiddenFor: 20_000 } });
    const { id } = await client.host("node-3", "east");
    await client.enter(id);
    while (client.sim.host("node-3", "east").state !== "MAINTENANCE_MODE") client.pass(1);
    expect((await client.host("node-3", "east")).host_state).toBeNull();
    expect((await client.exit(id, everything(await client.plan(id)))).status).toBe(200);
    client.pass(60);
    expect((await client.host("node-3", "east")).host_state?.state).toBe("IN_USE");
  });

  it("a long entry is hidden at some moments too, and together with its end never longer", async () => {
    const timings = { liveMigrate: 40_000, settle: 35_000 };
    const vms = [{ name: "a" }, { name: "b" }];
    const scenario = { timings, clusters: [{ name: "east", hosts: [{ name: "node-3", vms }, { name: "node-4" }] }] };
    const client = await ApiClient.open({ scenario, quirks: { sessionHiddenFor: 20_000 } });
    await client.enter((await client.host("node-3", "east")).id);
    const seen = await turns(client, 240);
    expect(seen.slice(0, 3).map((turn) => turn.hidden)).toEqual([false, true, false]);
    expect(Math.max(...seen.filter((turn) => turn.hidden).map((turn) => turn.seconds))).toBeLessThanOrEqual(20);
  });
});

it("chinese: messages in Chinese", async () => {
  const client = await ApiClient.open({ quirks: { chinese: true } });
  const { id } = await client.host("node-1", "east");
  expect((await client.exit(id)).body.message).toBe("主机 node-1 未处于维护模式。");
  const { body } = await client.enter(id);
  client.pass(60);
  expect((await client.task(body.task_id as string)).error_message).toContain("无法迁移");
});

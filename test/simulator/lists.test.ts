import { describe, expect, it } from "vitest";
import { ApiClient, type Host } from "./apiClient";

const hostNames = (hosts: Host[]) => hosts.map((host) => `${host.cluster.name}/${host.name}`).sort();

describe("host filters", () => {
  it.each<[string, object, string[]]>([
    ["name", { name: "node-3" }, ["east/node-3", "west/node-3"]],
    ["nested cluster", { name: "node-3", cluster: { name: "west" } }, ["west/node-3"]],
    ["name_in", { name_in: ["node-1", "node-6"] }, ["east/node-1", "west/node-6"]],
    ["name_contains", { name_contains: "ode-6" }, ["west/node-6"]],
    ["name_starts_with", { name_starts_with: "ode" }, []],
    ["management_ip", { management_ip: "10.1.0.11" }, ["east/node-1"]],
    ["data_ip_in", { data_ip_in: ["10.102.0.11"] }, ["west/node-3"]],
    ["AND", { AND: [{ name: "node-3" }, { cluster: { name_in: ["east"] } }] }, ["east/node-3"]],
    ["OR", { OR: [{ name: "node-1" }, { name: "node-6" }] }, ["east/node-1", "west/node-6"]],
    ["an empty OR", { OR: [] }, []],
    ["NOT", { NOT: [{ cluster: { name: "east" } }, { name: "node-3" }] }, ["west/node-5", "west/node-6"]],
    ["state", { state: "REMOVING" }, []],
    ["state_in", { state_in: ["IN_USE"], name: "node-1" }, ["east/node-1"]],
    ["an empty id_in", { id_in: [] }, []],
    ["labels_some", { labels_some: { key: "rack", value_in: ["b"] } }, []],
  ])("%s", async (_, where, expected) => {
    const client = await ApiClient.open();
    expect(hostNames(await client.hosts({ where }))).toEqual(expected);
  });

  it("id_not, id_not_in, local_id_in and labels_some", async () => {
    const client = await ApiClient.open({
      scenario: {
        clusters: [
          { name: "c", hosts: [{ name: "a", labels: [{ key: "rack", value: "b" }] }, { name: "b" }, { name: "c" }] },
        ],
      },
    });
    const [a, b, c] = await client.hosts();
    const found = async (where: object) => (await client.hosts({ where })).map(({ name }) => name);
    expect(await found({ id_not: a?.id })).toEqual(["b", "c"]);
    expect(await found({ id_not_in: [a?.id, b?.id] })).toEqual(["c"]);
    expect(await found({ local_id_in: [c?.local_id] })).toEqual(["c"]);
    expect(await found({ labels_some: { key: "rack", value: "b" } })).toEqual(["a"]);
  });
});

it("VM filters: status, recycle bin, host, either id", async () => {
  const client = await ApiClient.open();
  const node1 = await client.host("node-1", "east");
  const on = await client.vms({ where: { host: { id: node1.id }, status_in: ["STOPPED", "SUSPENDED"] } });
  expect(on.map(({ name }) => name).sort()).toEqual(["build-cache-01", "report-01"]);
  const [first, second] = on;
  const either = { OR: [{ local_id_in: [first?.local_id] }, { id_in: [second?.id] }] };
  expect(await client.vms({ where: either })).toHaveLength(2);
  client.sim.operator.recycleVm("web-01");
  expect((await client.vms({ where: { in_recycle_bin: true } })).map(({ name }) => name)).toEqual(["web-01"]);
  expect(await client.vms({ where: { in_recycle_bin: false, name: "web-01" } })).toEqual([]);
});

it("task filters: status and resource", async () => {
  const client = await ApiClient.open();
  const { id } = await client.host("node-1", "east");
  const { taskId } = await client.precheck(id);
  const find = (where: object) => client.ok<{ id: string }[]>("/get-tasks", { where });
  expect(await find({ resource_id: id, resource_type: "Host", status: "SUCCESSED" })).toMatchObject([{ id: taskId }]);
  expect(await find({ resource_id_in: [id], status_in: ["EXECUTING", "PENDING"] })).toEqual([]);
  expect(await find({ cluster: { name: "west" } })).toEqual([]);
});

describe("paging", () => {
  it("orders by any field, both ways; an unknown one is 400", async () => {
    const client = await ApiClient.open();
    const ids = (await client.hosts({ orderBy: "id_ASC" })).map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    const down = (await client.hosts({ orderBy: "name_DESC" })).map(({ name }) => name);
    expect(down).toEqual([...down].sort().reverse());
    const memory = (await client.vms({ orderBy: "memory_DESC" })).map((vm) => vm.memory);
    expect(memory[0]).toBe(64 * 2 ** 30);
    for (const orderBy of ["nonsense_ASC", "name", "name_UP"]) {
      expect((await client.send("/get-hosts", { orderBy })).status).toBe(400);
    }
  });

  it("cuts by first, skip, after, before and last", async () => {
    const client = await ApiClient.open();
    const all = (await client.hosts({ orderBy: "id_ASC" })).map(({ id }) => id);
    const part = async (page: object) => (await client.hosts({ orderBy: "id_ASC", ...page })).map(({ id }) => id);
    expect(await part({ first: 3 })).toEqual(all.slice(0, 3));
    expect(await part({ first: 3, skip: 2 })).toEqual(all.slice(2, 5));
    expect(await part({ first: 2, after: all[1] })).toEqual(all.slice(2, 4));
    expect(await part({ before: all[2] })).toEqual(all.slice(0, 2));
    expect(await part({ last: 2 })).toEqual(all.slice(-2));
    expect(await part({ last: 2, before: all[4] })).toEqual(all.slice(2, 4));
    expect(await part({ first: 0 })).toEqual([]);
    expect(await part({ after: "gone" })).toEqual([]);
    expect((await client.send("/get-hosts", { first: -1 })).status).toBe(400);
  });
});

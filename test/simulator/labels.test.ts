import { describe, expect, it } from "vitest";
import { ApiClient } from "./apiClient";

interface Label {
  id: string;
  key: string;
  value: string;
  host_num: number;
  hosts: { name: string }[];
}
type Answer = { task_id: string | null; data: Label }[];

const labels = (client: ApiClient, where: object = {}) => client.ok<Label[]>("/get-labels", { where });
const labelsOf = async (client: ApiClient, name: string) =>
  (await client.host(name, "east")).labels?.map(({ value }) => value);

/** A change of labels, to the end of its tasks. */
async function change(client: ApiClient, path: string, body: unknown): Promise<Answer> {
  const answer = await client.ok<Answer>(path, body);
  client.pass(1);
  for (const { task_id } of answer) expect((await client.task(task_id as string)).status).toBe("SUCCESSED");
  return answer;
}

/** East with a label on node-1. */
async function tagged() {
  const client = await ApiClient.open();
  const [created] = (await change(client, "/create-label", [{ key: "session", value: "alice" }])) as [Answer[number]];
  const { id } = created.data;
  const hosts = { cluster: { name: "east" }, name: "node-1" };
  await change(client, "/add-labels-to-resources", { where: { id }, data: { hosts } });
  return { client, id, hosts };
}

describe("a label", () => {
  it("is there once its task has ended, with the id that was answered", async () => {
    const client = await ApiClient.open();
    const answer = await client.ok<Answer>("/create-label", [{ key: "rack", value: "7" }, { key: "rack" }]);
    expect(answer.map(({ data }) => data)).toMatchObject([{ key: "rack", value: "7", host_num: 0 }, { value: "" }]);
    expect(await labels(client)).toEqual([]);
    client.pass(1);
    expect(await labels(client)).toEqual(answer.map(({ data }) => data));
    expect(client.sim.mutations.map(({ operation }) => operation)).toEqual(["CreateLabel", "CreateLabel"]);
  });

  it("hangs on hosts, can be changed, taken off and deleted, and people see it on the host", async () => {
    const { client, id, hosts } = await tagged();
    expect(await labelsOf(client, "node-1")).toEqual(["alice"]);
    expect(await client.hosts({ where: { labels_some: { key: "session" } } })).toMatchObject([{ name: "node-1" }]);
    expect(await labels(client)).toMatchObject([{ id, host_num: 1, hosts: [{ name: "node-1" }] }]);
    await change(client, "/update-label", { where: { id }, data: { value: "bob" } });
    expect(await labelsOf(client, "node-1")).toEqual(["bob"]);
    await change(client, "/remove-labels-from-resources", { where: { id }, data: { hosts } });
    expect(await labelsOf(client, "node-1")).toEqual([]);
    await change(client, "/add-labels-to-resources", { where: { key: "session" }, data: { hosts } });
    await change(client, "/delete-label", { where: { id } });
    expect(await labelsOf(client, "node-1")).toEqual([]);
    expect(await labels(client)).toEqual([]);
    expect(client.sim.violations).toEqual([]);
  });

  it("can be found by key and value, and by their beginnings", async () => {
    const { client, id } = await tagged();
    await change(client, "/create-label", [{ key: "rack", value: "7" }]);
    const wheres = [{ key_starts_with: "ses" }, { value_starts_with: "ali" }, { key_in: ["session"], value: "alice" }];
    for (const where of wheres) expect(await labels(client, where)).toMatchObject([{ id }]);
    const byValue = await client.ok<Label[]>("/get-labels", { orderBy: "value_DESC" });
    expect(byValue.map(({ value }) => value)).toEqual(["alice", "7"]);
  });
});

describe("304 without a body, if there is nothing to do", () => {
  it.each(["/add-labels-to-resources", "/update-label", "/remove-labels-from-resources"])("%s", async (path) => {
    const { client, id, hosts } = await tagged();
    const other = { cluster: { name: "east" }, name: "node-2" };
    const data = path === "/update-label" ? { value: "alice" } : { hosts: path.startsWith("/add") ? hosts : other };
    const mutations = client.sim.mutations.length;
    expect(await client.send(path, { where: { id }, data })).toMatchObject({ status: 304, body: "" });
    expect(client.sim.mutations).toHaveLength(mutations);
    expect(client.sim.violations).toEqual([]);
  });
});

describe("refused", () => {
  it("a key and value that exist already, also by an update, or by a call at the same time", async () => {
    const { client, id } = await tagged();
    const same = [{ key: "session", value: "alice" }];
    expect((await client.send("/create-label", same)).body.message).toBe("Label session: alice exists already.");
    const twice = await client.ok<Answer>("/create-label", [
      { key: "session", value: "bob" },
      { key: "session", value: "bob" },
    ]);
    client.pass(1);
    expect((await client.task(twice[0]?.task_id as string)).status).toBe("SUCCESSED");
    expect((await client.task(twice[1]?.task_id as string)).status).toBe("FAILED");
    expect((await client.send("/update-label", { where: { id }, data: { value: "bob" } })).status).toBe(400);
  });

  it("a value of more than 100 characters, or what the quirk says", async () => {
    const client = await ApiClient.open();
    const create = (length: number) => client.send("/create-label", [{ key: "k", value: "x".repeat(length) }]);
    expect([(await create(101)).status, (await create(100)).status]).toEqual([400, 200]);
    client.sim.quirks.labelValueLimit = 20;
    expect((await create(21)).body.message).toContain("20 characters");
  });

  it.each(["/add-labels-to-resources", "/update-label", "/delete-label"])("%s of no label: 404", async (path) => {
    const client = await ApiClient.open();
    expect((await client.send(path, { where: { id: "nobody" }, data: {} })).status).toBe(404);
  });
});

it("labels of a scenario: hosts with the same key and value have the same one", async () => {
  const on = { labels: [{ key: "rack", value: "b" }] };
  const hosts = [{ name: "a", ...on }, { name: "b", ...on }, { name: "c" }];
  const client = await ApiClient.open({ scenario: { clusters: [{ name: "c", hosts }] } });
  expect(await labels(client)).toMatchObject([{ key: "rack", host_num: 2 }]);
  expect(client.sim.snapshot().labels).toMatchObject([{ key: "rack", value: "b", hostNames: ["a", "b"] }]);
});

it("a label that is deleted while it is being added hangs nowhere", async () => {
  const { client, id } = await tagged();
  await client.ok("/add-labels-to-resources", { where: { id }, data: { hosts: { name: "node-2" } } });
  client.sim.quirks.syncMutations = "null";
  expect(await client.ok("/delete-label", { where: { id } })).toEqual([{ task_id: null, data: { id } }]);
  client.pass(1);
  expect(await labelsOf(client, "node-2")).toEqual([]);
});

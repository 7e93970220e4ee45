import { describe, expect, it } from "vitest";
import { Lab } from "./support/client";

interface Label {
  id: string;
  key: string;
  value: string;
  host_num: number;
  hosts: { name: string }[];
}
type Answer = { task_id: string | null; data: Label }[];

const labels = (lab: Lab, where: object = {}) => lab.ok<Label[]>("/get-labels", { where });
const labelsOf = async (lab: Lab, name: string) => (await lab.host(name, "east")).labels?.map(({ value }) => value);

/** A change of labels, to the end of its tasks. */
async function change(lab: Lab, path: string, body: unknown): Promise<Answer> {
  const answer = await lab.ok<Answer>(path, body);
  lab.pass(1);
  for (const { task_id } of answer) expect((await lab.task(task_id as string)).status).toBe("SUCCESSED");
  return answer;
}

/** East with a label on node-1. */
async function tagged() {
  const lab = await Lab.open();
  const [created] = (await change(lab, "/create-label", [{ key: "session", value: "alice" }])) as [Answer[number]];
  const { id } = created.data;
  const hosts = { cluster: { name: "east" }, name: "node-1" };
  await change(lab, "/add-labels-to-resources", { where: { id }, data: { hosts } });
  return { lab, id, hosts };
}

describe("a label", () => {
  it("is there once its task has ended, with the id that was answered", async () => {
    const lab = await Lab.open();
    const answer = await lab.ok<Answer>("/create-label", [{ key: "rack", value: "7" }, { key: "rack" }]);
    expect(answer.map(({ data }) => data)).toMatchObject([{ key: "rack", value: "7", host_num: 0 }, { value: "" }]);
    expect(await labels(lab)).toEqual([]);
    lab.pass(1);
    expect(await labels(lab)).toEqual(answer.map(({ data }) => data));
    expect(lab.sim.mutations.map(({ operation }) => operation)).toEqual(["CreateLabel", "CreateLabel"]);
  });

  it("hangs on hosts, can be changed, taken off and deleted, and people see it on the host", async () => {
    const { lab, id, hosts } = await tagged();
    expect(await labelsOf(lab, "node-1")).toEqual(["alice"]);
    expect(await lab.hosts({ where: { labels_some: { key: "session" } } })).toMatchObject([{ name: "node-1" }]);
    expect(await labels(lab)).toMatchObject([{ id, host_num: 1, hosts: [{ name: "node-1" }] }]);
    await change(lab, "/update-label", { where: { id }, data: { value: "bob" } });
    expect(await labelsOf(lab, "node-1")).toEqual(["bob"]);
    await change(lab, "/remove-labels-from-resources", { where: { id }, data: { hosts } });
    expect(await labelsOf(lab, "node-1")).toEqual([]);
    await change(lab, "/add-labels-to-resources", { where: { key: "session" }, data: { hosts } });
    await change(lab, "/delete-label", { where: { id } });
    expect(await labelsOf(lab, "node-1")).toEqual([]);
    expect(await labels(lab)).toEqual([]);
    expect(lab.sim.violations).toEqual([]);
  });

  it("can be found by key and value, and by their beginnings", async () => {
    const { lab, id } = await tagged();
    await change(lab, "/create-label", [{ key: "rack", value: "7" }]);
    const wheres = [{ key_starts_with: "ses" }, { value_starts_with: "ali" }, { key_in: ["session"], value: "alice" }];
    for (const where of wheres) expect(await labels(lab, where)).toMatchObject([{ id }]);
    const byValue = await lab.ok<Label[]>("/get-labels", { orderBy: "value_DESC" });
    expect(byValue.map(({ value }) => value)).toEqual(["alice", "7"]);
  });
});

describe("304 without a body, where there is nothing to do", () => {
  it.each(["/add-labels-to-resources", "/update-label", "/remove-labels-from-resources"])("%s", async (path) => {
    const { lab, id, hosts } = await tagged();
    const other = { cluster: { name: "east" }, name: "node-2" };
    const data = path === "/update-label" ? { value: "alice" } : { hosts: path.startsWith("/add") ? hosts : other };
    const mutations = lab.sim.mutations.length;
    expect(await lab.send(path, { where: { id }, data })).toMatchObject({ status: 304, body: "" });
    expect(lab.sim.mutations).toHaveLength(mutations);
    expect(lab.sim.violations).toEqual([]);
  });
});

describe("refused", () => {
  it("a key and value that exist already, also by an update, or by a call at the same time", async () => {
    const { lab, id } = await tagged();
    const same = [{ key: "session", value: "alice" }];
    expect((await lab.send("/create-label", same)).body.message).toBe("Label session: alice exists already.");
    const twice = await lab.ok<Answer>("/create-label", [
      { key: "session", value: "bob" },
      { key: "session", value: "bob" },
    ]);
    lab.pass(1);
    expect((await lab.task(twice[0]?.task_id as string)).status).toBe("SUCCESSED");
    expect((await lab.task(twice[1]?.task_id as string)).status).toBe("FAILED");
    expect((await lab.send("/update-label", { where: { id }, data: { value: "bob" } })).status).toBe(400);
  });

  it("a value of more than 100 characters, or what the quirk says", async () => {
    const lab = await Lab.open();
    const create = (length: number) => lab.send("/create-label", [{ key: "k", value: "x".repeat(length) }]);
    expect([(await create(101)).status, (await create(100)).status]).toEqual([400, 200]);
    lab.sim.quirks.labelValueLimit = 20;
    expect((await create(21)).body.message).toContain("20 characters");
  });

  it.each(["/add-labels-to-resources", "/update-label", "/delete-label"])("%s of no label: 404", async (path) => {
    const lab = await Lab.open();
    expect((await lab.send(path, { where: { id: "nobody" }, data: {} })).status).toBe(404);
  });
});

it("labels of a scenario: hosts with the same key and value have the same one", async () => {
  const on = { labels: [{ key: "rack", value: "b" }] };
  const hosts = [{ name: "a", ...on }, { name: "b", ...on }, { name: "c" }];
  const lab = await Lab.open({ scenario: { clusters: [{ name: "c", hosts }] } });
  expect(await labels(lab)).toMatchObject([{ key: "rack", host_num: 2 }]);
  expect(lab.sim.snapshot().labels).toMatchObject([{ key: "rack", value: "b", hostNames: ["a", "b"] }]);
});

it("a label that is deleted while it is being added hangs nowhere", async () => {
  const { lab, id } = await tagged();
  await lab.ok("/add-labels-to-resources", { where: { id }, data: { hosts: { name: "node-2" } } });
  lab.sim.quirks.syncMutations = "null";
  expect(await lab.ok("/delete-label", { where: { id } })).toEqual([{ task_id: null, data: { id } }]);
  lab.pass(1);
  expect(await labelsOf(lab, "node-2")).toEqual([]);
});

import { expect, it } from "vitest";
import { ApiClient } from "./apiClient";

/** What stands inside of the error that a cluster gave. */
function inner(message: string | null | undefined): { ec: string; msg: string } {
  const [, json] = /^Cannot unwrap Ok value of Result\.Err\.\r\ncode: \w+\r\nmessage: (.*)$/.exec(message ?? "") ?? [];
  const { ec, error } = JSON.parse(json ?? "null");
  return { ec, msg: error.msg };
}

async function failedEntry(client: ApiClient): Promise<string | null | undefined> {
  const { id } = await client.host("node-1", "east");
  const { body } = await client.enter(id);
  client.pass(60);
  return (await client.task(body.task_id as string)).error_message;
}

it("failed tasks say plainly why", async () => {
  expect(await failedEntry(await ApiClient.open())).toMatch(/^VMs cannot be migrated/);
});

it("with the quirk wrappedMessages the reason is inside another message, also in Chinese", async () => {
  const client = await ApiClient.open({ quirks: { wrappedMessages: true } });
  const { ec, msg } = inner(await failedEntry(client));
  expect(msg).toMatch(new RegExp(`^\\[${ec}\\]VMs cannot be migrated and must be shut down: gpu-train-01`));
  client.sim.quirks.chinese = true;
  expect(inner(await failedEntry(client)).msg).toContain("以下虚拟机无法迁移");
});

it("a shutdown that timed out says so, also in Chinese", async () => {
  const vms = [{ name: "stubborn", passthrough: true, ignoresShutdown: true }];
  const scenario = { clusters: [{ name: "c", hosts: [{ name: "a", vms }, { name: "b" }] }] };
  const client = await ApiClient.open({ scenario, quirks: { chinese: true } });
  const { id } = await client.host("a", "c");
  const { body } = await client.enter(id, (await client.precheck(id)).uuids);
  client.pass(120);
  const { ec, msg } = inner((await client.task(body.task_id as string)).error_message);
  expect([ec, msg]).toEqual(["JOB_VM_SHUTDOWN_TIMEOUT", expect.stringContaining("未能在规定时间内关机")]);
});

it("what is done at once and fails is answered 400 with the same message", async () => {
  const client = await ApiClient.open({ quirks: { wrappedMessages: true, syncMutations: "null" } });
  const { id } = await client.host("node-1", "east");
  expect(inner((await client.enter(id)).body.message).msg).toContain("gpu-train-01");
});

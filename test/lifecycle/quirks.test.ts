import nodeFetch, { Response } from "node-fetch";
import { describe, expect, it } from "vitest";
import { create, read, remove } from "../../provider/lifecycle";
import type { QuirkSettings } from "../../simulator";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf, places, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

/** Enters and exits node-1 with a simulator with these quirks. */
async function mainJob(quirks: QuirkSettings) {
  const lab = await openLifecycle({ quirks });
  const before = places(lab);
  const record = await create(lab.context, lab.request("node-1"));
  expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  const again = await read(lab.context, record);
  expect(again?.phase).toBe("maintenance");
  await remove(lab.context, again ?? record, EXIT);
  expect(stateOf(lab, "node-1")).toBe("IN_USE");
  expect(lab.simulator.violations).toEqual([]);
  expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  return { lab, before, record };
}

describe("the main job gives every VM back", () => {
  it.each<[string, QuirkSettings]>([
    ["synchronous mutations, task_id null", { syncMutations: "null" }],
    ["synchronous mutations, task_id absent", { syncMutations: "absent" }],
    ["lists of one entry each", { listCap: 1 }],
    ["lists of seven entries at the most, in any order", { listCap: 7, shuffle: true }],
    ["Chinese messages", { chinese: true }],
    ["tasks that report nothing", { tasksSilent: true }],
    ["tasks that are not known for half a minute", { taskUnknownFor: 30_000 }],
    ["tasks without resource_id", { resourceIdNull: true }],
    ["an empty job id", { jobIdEmpty: true }],
    ["sessions that expire every few seconds", { sessionTimeout: 4_000 }],
  ])("with %s", async (_, quirks) => {
    const { lab, before } = await mainJob(quirks);
    expect(places(lab)).toEqual(before);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "with null or missing fields wherever the contract allows it, seed %i",
    async (seed) => {
      const lab = await openLifecycle({ quirks: { nulls: 0.5 }, seed });
      const before = places(lab);
      const record = await create(lab.context, lab.request("node-1"));
      await remove(lab.context, (await read(lab.context, record)) ?? record, EXIT);
      expect(places(lab)).toEqual(before);
      expect(lab.simulator.violations).toEqual([]);
    },
  );

  it("except for a VM without UUID in the exit plan, which is named", async () => {
    const { lab, before } = await mainJob({ vmUuidNull: true });
    const away = places(lab).filter(
      (vm) => !before.some((was) => was.localId === vm.localId && was.hostName === vm.hostName),
    );
    expect(away.length).toBeGreaterThan(0);
    const warnings = lab.told.filter((line) => line.startsWith("warning: ")).join("\n");
    for (const vm of away) expect(warnings).toContain(lab.simulator.vm(vm.localId).name);
    // VMs that ran before run again, on whatever host.
    const running = (vms: typeof before) => vms.filter((vm) => vm.power === "RUNNING").map((vm) => vm.localId);
    expect(running(places(lab))).toEqual(running(before));
  });
});

it("a user who sees nothing is told so, and nothing is forgotten", async () => {
  const lab = await openLifecycle();
  const record = await create(lab.context, lab.request("node-1"));
  lab.simulator.quirks.seesNothing = true;
  expect((await failureOf(create(lab.context, lab.request("node-2")))).message).toContain("shows no host");
  expect((await failureOf(read(lab.context, record))).message).toContain("may be hidden rather than gone");
  expect((await failureOf(remove(lab.context, record, EXIT))).message).toContain("may be hidden rather than gone");
  expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
});

it("a host in maintenance that shows no session for a moment is not mistaken for one in use", async () => {
  let blind = false;
  const fetch: typeof nodeFetch = async (url, init) => {
    const response = await nodeFetch(url, init);
    if (!blind || !String(url).endsWith("/get-hosts")) return response;
    const hosts = (await response.json()) as object[];
    return new Response(JSON.stringify(hosts.map((host) => ({ ...host, host_state: null }))), response);
  };
  const lab = await openLifecycle({}, { fetch });
  const before = places(lab);
  const record = await create(lab.context, lab.request("node-1"));
  const blindly = async <T>(verb: () => Promise<T>): Promise<T> => {
    blind = true;
    const sight = lab.clock.sleep(20_000).then(() => {
      blind = false;
    });
    return verb().finally(() => sight);
  };
  expect(await blindly(() => read(lab.context, record))).toEqual(record);
  await blindly(() => remove(lab.context, record, EXIT));
  expect(stateOf(lab, "node-1")).toBe("IN_USE");
  expect(places(lab)).toEqual(before);
});

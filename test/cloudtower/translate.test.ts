import { describe, expect, it } from "vitest";
import {
  exitPlanAnswer,
  hostAnswer,
  precheckResultAnswer,
  taskAnswer,
  toExitPlan,
  toHost,
  toTask,
  toVm,
  vmAnswer,
} from "../../provider/cloudtower/answers";
import { quote } from "../../provider/cloudtower/quote";

type Fields = Record<string, unknown>;

const host: Fields = {
  id: "h1",
  name: "host-1",
  cluster: { id: "c1", name: "east" },
  status: "CONNECTED_HEALTHY",
  management_ip: "10.0.0.1",
  data_ip: "10.1.0.1",
  host_state: { state: "MAINTENANCE_MODE", enter_maintenance_time: "2026-01-01T00:00:00Z", maintenance_job_id: "job" },
};
const vm: Fields = {
  id: "v1",
  local_id: "uuid-1",
  name: "vm-1",
  status: "RUNNING",
  host: { id: "h1", name: "host-1" },
  ips: "10.0.0.7, 10.0.0.8",
  in_recycle_bin: true,
};
const task: Fields = { id: "t1", status: "FAILED", progress: 0.5, error_message: "no room", error_code: "E1" };
const planned: Fields = {
  vm_uuid: "uuid-1",
  vm_name: "vm-1",
  vm_state: "stopped",
  target_host_name: "host-2",
  verify: { changed: true, reason: "moved" },
};

const readHost = (answer: Fields) => toHost(hostAnswer.parse(answer));
const readVm = (answer: Fields) => toVm(vmAnswer.parse(answer));
const readTask = (answer: Fields) => toTask(taskAnswer.parse(answer), quote);
const readPlanned = (entry: Fields) =>
  toExitPlan(exitPlanAnswer.parse({ shutDownVms: [entry], liveMigrateVms: [], offlineMigrateVms: [] }), quote)
    .shutdownVms[0];

/** The answer with one of its fields, or of an object in it, null, absent and empty. */
function lacking(answer: Fields, path: string): Fields[] {
  const [field = "", inner] = path.split(".");
  const change = (value: unknown): Fields => {
    if (inner === undefined) return { ...answer, [field]: value };
    return { ...answer, [field]: { ...(answer[field] as Fields), [inner]: value } };
  };
  return [change(null), JSON.parse(JSON.stringify(change(undefined))), change("")];
}

describe("all fields", () => {
  it("are translated", () => {
    expect(readHost(host)).toEqual({
      id: "h1",
      name: "host-1",
      clusterId: "c1",
      clusterName: "east",
      status: "CONNECTED_HEALTHY",
      managementIp: "10.0.0.1",
      dataIp: "10.1.0.1",
      session: { state: "MAINTENANCE_MODE", enteredAt: "2026-01-01T00:00:00Z", jobId: "job" },
    });
    expect(readVm(vm)).toEqual({
      id: "v1",
      vmUuid: "uuid-1",
      name: "vm-1",
      powerState: "RUNNING",
      hostId: "h1",
      hostName: "host-1",
      ips: ["10.0.0.7", "10.0.0.8"],
      inRecycleBin: true,
    });
    expect(readTask(task)).toEqual({ id: "t1", status: "FAILED", progress: 0.5, errorMessage: "no room" });
    expect(readPlanned(planned)).toEqual({
      vmUuid: "uuid-1",
      vmName: "vm-1",
      vmState: "stopped",
      targetHostName: "host-2",
      changed: true,
      changedReason: "moved",
    });
  });
});

describe("null, absent and empty mean the same: not known", () => {
  const cases: [string, (answer: Fields) => unknown, Fields, string, string[]][] = [
    ["host", readHost, host, "data_ip", ["dataIp"]],
    ["host", readHost, host, "host_state.enter_maintenance_time", ["session.enteredAt"]],
    ["host", readHost, host, "host_state.maintenance_job_id", ["session.jobId"]],
    ["VM", readVm, vm, "ips", ["ips"]],
    ["task", readTask, task, "error_message", []],
    ["planned VM", readPlanned, planned, "vm_uuid", ["vmUuid"]],
    ["planned VM", readPlanned, planned, "vm_name", ["vmName"]],
    ["planned VM", readPlanned, planned, "vm_state", ["vmState"]],
    ["planned VM", readPlanned, planned, "target_host_name", ["targetHostName"]],
    ["planned VM", readPlanned, planned, "verify.reason", ["changedReason"]],
  ];
  it.each(cases)("%s: %2$s%3$s", (_, read, answer, path, gone) => {
    for (const answered of lacking(answer, path)) {
      for (const property of gone) expect(read(answered)).not.toHaveProperty(property);
      expect(JSON.stringify(read(answered))).not.toMatch(/null|""/);
    }
  });

  it("fields that cannot be an empty string: null and absent", () => {
    for (const state of [null, undefined])
      expect(readHost({ ...host, host_state: state })).not.toHaveProperty("session");
    for (const place of [null, undefined]) expect(readVm({ ...vm, host: place })).not.toHaveProperty("hostId");
    for (const bin of [null, undefined, false])
      expect(readVm({ ...vm, in_recycle_bin: bin })).not.toHaveProperty("inRecycleBin");
    for (const progress of [null, undefined]) expect(readTask({ ...task, progress })).not.toHaveProperty("progress");
    for (const verify of [null, undefined, {}, { changed: null }, { changed: false, reason: null }]) {
      const translated = readPlanned({ ...planned, verify });
      expect(translated).not.toHaveProperty("changed");
      expect(translated).not.toHaveProperty("changedReason");
    }
  });

  it("a task without a message gives its code, or nothing", () => {
    for (const answered of lacking(task, "error_message")) expect(readTask(answered).errorMessage).toBe("E1");
    const silent = { ...task, error_message: null };
    for (const answered of lacking(silent, "error_code")) expect(readTask(answered)).not.toHaveProperty("errorMessage");
  });

  it("progress 0 is progress", () => expect(readTask({ ...task, progress: 0 }).progress).toBe(0));

  it("a plan whose entries are all empty is still a plan", () => {
    const plan = exitPlanAnswer.parse({
      shutDownVms: [{}],
      liveMigrateVms: [{ vm_uuid: null }],
      offlineMigrateVms: [{ verify: {} }],
    });
    expect(toExitPlan(plan, quote)).toEqual({ shutdownVms: [{}], liveMigratedVms: [{}], offlineMigratedVms: [{}] });
  });
});

describe("what we do not use does not matter", () => {
  it("undocumented fields, and documented ones of any type", () => {
    const odd = {
      cpu_fan_speed: "sideways",
      cpu_fan_speed_unit: {},
      vms: 5,
      labels: null,
      local_id: [],
      entityAsyncStatus: 1,
    };
    expect(readHost({ ...host, ...odd })).toEqual(readHost(host));
    expect(readTask({ ...task, steps: "none", resource_mutation: 7, args: null })).toEqual(readTask(task));
    expect(readVm({ ...vm, cpu: "two", memory: null, firmware: 5, vm_usage: {} })).toEqual(readVm(vm));
    expect(readPlanned({ ...planned, vm_ha: "perhaps", state: 5 })).toEqual(readPlanned(planned));
  });

  it("values that no enum has are handed on", () => {
    expect(readHost({ ...host, status: "CONNECTED_SOMEHOW", host_state: { state: "LEAVING" } })).toMatchObject({
      status: "CONNECTED_SOMEHOW",
      session: { state: "LEAVING" },
    });
    expect(readVm({ ...vm, status: "DREAMING" }).powerState).toBe("DREAMING");
    expect(readTask({ ...task, status: "ROLLING_BACK" }).status).toBe("ROLLING_BACK");
    expect(readPlanned({ ...planned, vm_state: "dreaming" })?.vmState).toBe("dreaming");
  });
});

it("CloudTower's words come in one line, without what steers a terminal; names come as they are", () => {
  const evil = "\u001b[2Jno\nroom";
  expect(readTask({ ...task, error_message: evil }).errorMessage).toBe("[2Jno room");
  expect(readPlanned({ ...planned, verify: { changed: true, reason: evil } })?.changedReason).toBe("[2Jno room");
  expect(readVm({ ...vm, name: " two  words " }).name).toBe(" two  words ");
});

it("the VMs of a precheck are objects or strings, and nothing else", () => {
  const read = (shutdownVms: unknown[]) => precheckResultAnswer.safeParse({ done: true, shutdownVms });
  expect(read(["a", { vm_uuid: "b", name: "extra" }]).success).toBe(true);
  for (const bad of [null, 5, {}, { vm_uuid: null }]) expect(read([bad]).success).toBe(false);
});

it("what identifies a thing must be there", () => {
  for (const bad of [
    { ...host, id: null },
    { ...host, name: undefined },
    { ...host, cluster: null },
  ]) {
    expect(hostAnswer.safeParse(bad).success).toBe(false);
  }
  for (const bad of [
    { ...vm, local_id: null },
    { ...vm, status: 5 },
  ])
    expect(vmAnswer.safeParse(bad).success).toBe(false);
});

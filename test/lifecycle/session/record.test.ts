// What the state keeps of a session.
import { describe, expect, it } from "vitest";
import {
  allVms,
  hostFacts,
  isUnfinished,
  type Phase,
  RECORD_FIELDS,
  RECORD_VERSION,
  sessionFacts,
} from "../../../provider/lifecycle/session/record";
import { host, inMaintenance, lists, minutes, record, recordedVm } from "../evidence";

it("a record names its host and cluster as CloudTower does", () => {
  const moved = host({ name: "node-1b", clusterId: "cluster-2", clusterName: "west" });
  expect(hostFacts("https://tower.example.com", moved)).toEqual({
    server: "https://tower.example.com",
    hostId: "host-1",
    hostName: "node-1b",
    clusterId: "cluster-2",
    clusterName: "west",
  });
});

describe("a record has of its session", () => {
  it.each([
    ["id and time", { jobId: "job-1", enteredAt: minutes(1) }, { maintenanceJobId: "job-1", enteredAt: minutes(1) }],
    ["the id alone if no time is reported", { jobId: "job-1" }, { maintenanceJobId: "job-1" }],
    ["the time alone if no id is reported", { enteredAt: minutes(1) }, { enteredAt: minutes(1) }],
    ["nothing if neither is reported", {}, {}],
  ])("%s", (_, session, known) => {
    // Not even an undefined one: it would overwrite what is known already.
    expect(Object.entries(sessionFacts(inMaintenance(session)))).toEqual(expect.arrayContaining(Object.entries(known)));
    expect(Object.keys(sessionFacts(inMaintenance(session))).sort()).toEqual(Object.keys(known).sort());
  });

  it("nothing if the host shows no session", () => {
    expect(Object.keys(sessionFacts(host()))).toEqual([]);
  });
});

it.each<[Phase, boolean]>([
  ["entering", true],
  ["entry-failed", true],
  ["owed", true],
  ["maintenance", false],
  ["foreign", false],
])("a session that is %s is unfinished: %s", (phase, is) => {
  expect(isUnfinished({ phase })).toBe(is);
});

it("a record names the VMs of all three lists", () => {
  const [a, b, c] = [recordedVm("a"), recordedVm("b"), recordedVm("c")];
  expect(allVms(lists({ shutdownVms: [a], liveMigratedVms: [b], offlineMigratedVms: [c] }))).toEqual([a, b, c]);
});

it("states of 0.1.0 keep their fields, by name and kind", () => {
  expect(RECORD_FIELDS).toMatchObject({
    server: "text",
    hostId: "text",
    hostName: "text",
    clusterId: "text",
    clusterName: "text",
    phase: "phase",
    submittedAt: "text?",
    taskId: "text?",
    enteredAt: "text?",
    maintenanceJobId: "text?",
    adopted: "flag",
    shutdownVms: "vms",
    liveMigratedVms: "vms",
    offlineMigratedVms: "vms",
  });
});

it("a record says its version, which a state of 0.1.0 does not have", () => {
  expect(RECORD_FIELDS.recordVersion).toBe("number?");
  expect(RECORD_VERSION).toBeGreaterThan(1);
  expect(Object.keys(RECORD_FIELDS)).toEqual(expect.arrayContaining(Object.keys(record())));
});

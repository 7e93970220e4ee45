// What a rolling maintenance registers. That Pulumi's engine makes of it what it should is in test/e2e/rolling.test.ts.
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, it, vi } from "vitest";
import { HostMaintenanceMode } from "../../provider/resources/hostMaintenanceMode";
import { RollingMaintenance } from "../../provider/resources/rollingMaintenance";

const listing = vi.hoisted(() => ({ answer: async (): Promise<object[]> => [] }));
vi.mock("../../provider/resources/getHosts", () => ({ getHosts: () => listing.answer() }));

const registered: { name: string; inputs: Record<string, unknown> }[] = [];

beforeEach(async () => {
  registered.length = 0;
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      registered.push({ name, inputs });
      return { id: name, state: { ...inputs, phase: "done" } };
    },
    call: ({ inputs }) => inputs,
  });
});

function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

const host = (id: string, clusterName: string) => ({
  ...{ id, name: `name of ${id}`, clusterId: clusterName, clusterName, state: "in-use" },
});

it("registers a run for each host, named by its id alone; hosts and runs are outputs", async () => {
  listing.answer = async () => [host("e1", "east"), host("e2", "east"), host("w1", "west")];
  const rolling = new RollingMaintenance("bios", { clusters: ["east", "west"], run: "./flash.sh", triggers: ["1"] });
  expect(await value(rolling.hosts)).toEqual([
    { id: "e1", name: "name of e1", clusterName: "east" },
    { id: "e2", name: "name of e2", clusterName: "east" },
    { id: "w1", name: "name of w1", clusterName: "west" },
  ]);
  const phases = rolling.runs.apply((runs) => pulumi.all(runs.map(({ phase }) => phase)));
  expect(await value(phases)).toEqual(["done", "done", "done"]);
  const runs = registered.filter(({ name }) => name.startsWith("bios-"));
  expect(runs.map(({ name }) => name).sort()).toEqual(["bios-e1", "bios-e2", "bios-w1"]);
  for (const { name, inputs } of runs) {
    const hostId = name.replace("bios-", "");
    expect(inputs).toMatchObject({ hostId, run: "./flash.sh", triggers: ["1"] });
    expect(inputs.__owner).toBe(`project/stack/cloudtower:index:RollingMaintenance$HostMaintenanceRun$${name}`);
    for (const chosen of ["clusters", "hosts", "except", "order", "cluster", "hostName"]) {
      expect(inputs).not.toHaveProperty(chosen);
    }
  }
});

it("what depends on it waits until its runs are done", async () => {
  let found: (hosts: object[]) => void = () => undefined;
  listing.answer = () =>
    new Promise((resolve) => {
      found = resolve;
    });
  const rolling = new RollingMaintenance("first", { clusters: ["east"], run: "true" });
  const after = new HostMaintenanceMode("after", { hostId: "h" }, { dependsOn: rolling });
  await value(rolling.urn);
  found([host("e1", "east"), host("e2", "east")]);
  await value(after.urn);
  expect(registered.map(({ name }) => name)).toEqual(["first", "first-e1", "first-e2", "after"]);
});

it("several resources below a component do not wait for each other", async () => {
  const rack = new pulumi.ComponentResource("lab:index:Rack", "rack");
  const both = ["a", "b"].map((hostId) => new HostMaintenanceMode(hostId, { hostId }, { parent: rack }));
  expect(await Promise.all(both.map(({ urn }) => value(urn)))).toHaveLength(2);
});

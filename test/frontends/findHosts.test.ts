import { describe, expect, it } from "vitest";
import type { Host } from "../../provider/cloudtower";
import { findHosts, stateOf } from "../../provider/frontends/findHosts";
import type { HostsQuery } from "../../provider/frontends/hostQuery";
import { create } from "../../provider/lifecycle";
import { toResult } from "../../provider/resources/askForHosts";
import { openLifecycle } from "../shared/openLifecycle";

const named = ({ clusterName, name }: Host) => `${clusterName}/${name}`;

describe("findHosts", () => {
  it("lists all hosts by cluster and name, those of a cluster by its name or id, and those in a state", async () => {
    const { simulator, cloudTower, context, request } = await openLifecycle({
      scenario: {
        clusters: [
          { name: "west", hosts: [{ name: "node-1" }] },
          {
            name: "east",
            hosts: ["node-10", "node-2", "node-1"].map((name) => ({ name, vms: [{ name: `on ${name}` }] })),
          },
        ],
      },
    });
    const list = async (query: HostsQuery) => (await findHosts(query, () => cloudTower)).map(named);
    const east = ["east/node-1", "east/node-2", "east/node-10"];
    expect(await list({})).toEqual([...east, "west/node-1"]);
    expect(await list({ cluster: "east" })).toEqual(east);
    expect(await list({ cluster: simulator.host("node-2").clusterId })).toEqual(east);
    expect(await list({ state: "maintenance" })).toEqual([]);

    await create(context, request("node-2"));
    expect(await list({ state: "maintenance" })).toEqual(["east/node-2"]);
    expect(await list({ cluster: "west", state: "maintenance" })).toEqual([]);
    expect(await list({ cluster: "east", state: "in-use" })).toEqual(["east/node-1", "east/node-10"]);
    expect(simulator.violations).toEqual([]);
  });

  it("reads the state, since when, and the number of VMs; a session that is over has no time", () => {
    const host = (session?: Host["session"]): Host => ({
      ...{
        id: "h",
        name: "node-1",
        clusterId: "c",
        clusterName: "east",
        status: "CONNECTED_HEALTHY",
        managementIp: "",
      },
      ...{ vmCount: 3, ...(session ? { session } : {}) },
    });
    const enteredAt = "2026-01-02T03:04:05.000Z";
    const told = (session?: Host["session"]) => {
      const { state, maintenanceSince, vmCount } = toResult(host(session), stateOf(host(session)));
      return [state, maintenanceSince, vmCount];
    };
    expect(told()).toEqual(["in-use", undefined, 3]);
    expect(told({ state: "IN_USE", enteredAt })).toEqual(["in-use", undefined, 3]);
    expect(told({ state: "ENTERING_MAINTENANCE_MODE", enteredAt })).toEqual(["entering", enteredAt, 3]);
    expect(told({ state: "MAINTENANCE_MODE", enteredAt })).toEqual(["maintenance", enteredAt, 3]);
    expect(told({ state: "REMOVING", enteredAt })).toEqual(["removing", undefined, 3]);
    expect(told({ state: "constructor" })).toEqual(["unknown", undefined, 3]);
  });

  it.each<[HostsQuery, string[]]>([
    [{ cluster: "eats" }, ['no host in cluster "eats"', 'Did you mean "east"?', "Check cluster"]],
    [{ cluster: "north-by-north" }, ['no host in cluster "north-by-north"', "that the user may see its hosts"]],
  ])("says of %j what there is", async (query, words) => {
    const { cloudTower } = await openLifecycle();
    const message = await findHosts(query, () => cloudTower).then(String, String);
    for (const word of words) expect(message).toContain(word);
  });
});

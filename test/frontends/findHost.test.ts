import { describe, expect, it } from "vitest";
import { findHost } from "../../provider/frontends/findHost";
import type { HostQuery } from "../../provider/frontends/hostQuery";
import { openLifecycle } from "../shared/openLifecycle";

describe("findHost", () => {
  it("finds a host by id, name, management IP and data IP, in a cluster by name or id", async () => {
    const { simulator, cloudTower } = await openLifecycle();
    const host = simulator.host("node-3", "east");
    const { id, name, managementIp, dataIp, clusterId } = host;
    const queries: HostQuery[] = [
      { id },
      { managementIp },
      { dataIp: dataIp ?? undefined },
      { name, cluster: "east" },
      { name, cluster: clusterId },
    ];
    for (const query of queries) expect((await findHost(query, () => cloudTower)).id).toBe(id);
    expect(simulator.violations).toEqual([]);
  });

  it.each<[HostQuery, string[]]>([
    [{ name: "node-99" }, ['no host with name "node-99"', "Check name"]],
    [
      { name: "node-1", cluster: "west" },
      ['no host with name "node-1" in cluster "west"', 'mean "node-1" in cluster "east"?', "Check name and cluster"],
    ],
    [{ name: "nod-1" }, ['no host with name "nod-1"', 'Did you mean "node-1" in cluster "east"?']],
    [{ name: "node-3" }, ["2 hosts with name", "in cluster east", "in cluster west", "Add cluster"]],
  ])("says of %j what there is", async (query, words) => {
    const { simulator, cloudTower } = await openLifecycle();
    const message = await findHost(query, () => cloudTower).then(String, String);
    for (const word of words) expect(message).toContain(word);
    expect(message).toContain(query.name === "node-3" ? simulator.host("node-3", "west").id : simulator.url);
  });

  it.each<[object, string]>([
    [{}, "give exactly one of id, name, managementIp, dataIp; you gave none"],
    [{ cluster: "east" }, "you gave none"],
    [{ id: "a", name: "b" }, "you gave id and name"],
    [{ name: " " }, "name must be non-empty text"],
    [{ nme: "a" }, "nme is not an argument"],
  ])("refuses %j before any request", async (query, words) => {
    const { simulator, cloudTower } = await openLifecycle();
    await expect(findHost(query, () => cloudTower)).rejects.toThrow(words);
    expect(simulator.requests).toEqual([]);
  });
});

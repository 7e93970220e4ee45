import { expect, it } from "vitest";
import type { Host } from "../../provider/cloudtower";
import { arrive } from "../../provider/frontends/clusterClaims";

const host = (id: string, clusterId: string): Host => ({
  ...{ id, name: `host ${id}`, clusterId, clusterName: clusterId },
  ...{ status: "CONNECTED_HEALTHY", managementIp: "192.0.2.1" },
});

it("the first that arrived has the cluster, even if it is known later", async () => {
  const [first, second] = [arrive(), arrive()];
  second.at("one");
  const answer = second.claim("one", host("b", "east"));
  first.at("one");
  first.seen(host("a", "east"));
  expect(await answer).toBe("host a");
  expect(await first.claim("one", host("a", "east"))).toBeUndefined();
});

it("nobody waits for an entry on another CloudTower, or for one that was given up", async () => {
  const [elsewhere, givenUp, last] = [arrive(), arrive(), arrive()];
  elsewhere.at("two");
  givenUp.end();
  expect(await last.claim("three", host("c", "east"))).toBeUndefined();
});

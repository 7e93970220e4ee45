import { expect, it } from "vitest";
import type { Host } from "../../provider/cloudtower";
import { arrive, register } from "../../provider/frontends/clusterClaims";

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
  last.at("three");
  expect(await last.claim("three", host("c", "east"))).toBeUndefined();
});

it("the first in the program has the cluster, in whatever order the engine registers and creates", async () => {
  register("p/s/two", 102);
  register("p/s/one", 101);
  const two = arrive("p/s/two");
  const one = arrive("p/s/one");
  for (const each of [one, two]) each.at("five");
  const answer = two.claim("five", host("b", "west"));
  one.seen(host("a", "west"));
  expect(await one.claim("five", host("a", "west"))).toBeUndefined();
  expect(await answer).toBe("host a");
});

it("one that has the cluster keeps it from an earlier one that arrives too late", async () => {
  register("p/s/three", 203);
  register("p/s/four", 204);
  const four = arrive("p/s/four");
  four.at("six");
  four.seen(host("b", "north"));
  expect(await four.claim("six", host("b", "north"))).toBeUndefined();
  const three = arrive("p/s/three");
  three.at("six");
  expect(await three.claim("six", host("a", "north"))).toBe("host b");
});

it("two resources of one host, of which the later one is at work first, block neither each other nor a third one", async () => {
  register("p/s/five", 305);
  register("p/s/six", 306);
  register("p/s/seven", 307);
  // The first one waits for the last one, which is at work on the same host.
  const [seven, six, five] = [arrive("p/s/seven", "a"), arrive("p/s/six", "b"), arrive("p/s/five", "a")];
  for (const each of [five, six, seven]) each.at("seven");
  seven.seen(host("a", "south"));
  six.seen(host("b", "south"));
  expect(await six.claim("seven", host("b", "south"))).toBe("host a");
  six.end();
  expect(await seven.claim("seven", host("a", "south"))).toBe("host b");
  seven.end();
  expect(await five.claim("seven", host("a", "south"))).toBeUndefined();
});

import { expect, it } from "vitest";
import type { Host } from "../../provider/cloudtower";
import { arrive, type Claim, register } from "../../provider/frontends/clusterClaims";

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
  for (const [name, place] of [
    ["two", 102],
    ["one", 101],
  ] as const)
    register(`p/s/${name}`, place)(undefined);
  const two = arrive("p/s/two");
  const one = arrive("p/s/one");
  for (const each of [one, two]) each.at("five");
  const answer = two.claim("five", host("b", "west"));
  one.seen(host("a", "west"));
  expect(await one.claim("five", host("a", "west"))).toBeUndefined();
  expect(await answer).toBe("host a");
});

it("one that has the cluster keeps it from an earlier one that arrives too late", async () => {
  for (const [name, place] of [
    ["three", 203],
    ["four", 204],
  ] as const)
    register(`p/s/${name}`, place)(undefined);
  const four = arrive("p/s/four");
  four.at("six");
  four.seen(host("b", "north"));
  expect(await four.claim("six", host("b", "north"))).toBeUndefined();
  const three = arrive("p/s/three");
  three.at("six");
  expect(await three.claim("six", host("a", "north"))).toBe("host b");
});

it("two resources of one host, of which the later one is at work first, block neither each other nor a third one", async () => {
  for (const [name, place] of [
    ["five", 305],
    ["six", 306],
    ["seven", 307],
  ] as const)
    register(`p/s/${name}`, place)(undefined);
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

it("one that is registered and whose host is still looked up comes first too, and all others are told its name", async () => {
  const looked = register("p/s/ten", 410);
  const [eleven, twelve] = [11, 12].map((n) => {
    register(`p/s/${n}`, 400 + n)("center");
    const claim = arrive(`p/s/${n}`, String(n));
    claim.at("eight");
    claim.seen(host(String(n), "center"));
    return claim;
  }) as [Claim, Claim];
  const answers = [eleven.claim("eight", host("11", "center")), twelve.claim("eight", host("12", "center"))];
  looked("center");
  const ten = arrive("p/s/ten", "10");
  ten.at("eight");
  ten.seen(host("10", "center"));
  expect(await ten.claim("eight", host("10", "center"))).toBeUndefined();
  expect(await Promise.all(answers)).toEqual(["host 10", "host 10"]);
});

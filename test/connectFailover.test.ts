import { expect, it } from "vitest";
import { connect } from "../provider/connect";
import { openNode } from "./cloudtower/twoNodes";

it("connect reports by default that CloudTower is waited for, and when it answers again", async () => {
  const [one, other] = [await openNode("standby"), await openNode("standby")];
  const told: string[] = [];
  const silent = { warn: () => undefined, debug: () => undefined };
  const tell = {
    ...silent,
    info: (line: string) => {
      told.push(line);
      other.state = "active";
    },
  };
  const env = { CLOUDTOWER_SERVER: `${one.url},${other.url}`, CLOUDTOWER_TOKEN: "t0ken" };
  const { cloudTower } = connect({ env, config: () => undefined, configKeys: () => [] }, undefined, tell);
  await cloudTower.hosts({});
  expect([cloudTower.server, cloudTower.servers]).toEqual([one.url, [one.url, other.url]]);
  expect(told).toEqual([
    `CloudTower does not answer: ${one.url} answers as a standby (HTTP 307); ${other.url} answers as a standby (HTTP 307). Waiting for it: a failover takes up to five minutes`,
    expect.stringMatching(new RegExp(`^CloudTower answers at ${other.url}, after \\d+ s$`)),
  ]);
});

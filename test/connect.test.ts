import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "../provider/connect";
import { openLifecycle } from "./shared/openLifecycle";

const told = { warn: [] as string[], info: [] as string[], debug: [] as string[] };
const tell = {
  warn: (text: string) => void told.warn.push(text),
  info: (text: string) => void told.info.push(text),
  debug: (text: string) => void told.debug.push(text),
};
beforeEach(() => {
  for (const lines of Object.values(told)) lines.length = 0;
});

describe("connect", () => {
  it("prints each request with CLOUDTOWER_DEBUG, and none without", async () => {
    const read = async (debug: string) => {
      const { simulator } = await openLifecycle();
      const { url: CLOUDTOWER_SERVER } = simulator;
      const login = { CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: "simulator" };
      const env = { CLOUDTOWER_SERVER, ...login, CLOUDTOWER_DEBUG: debug };
      const { cloudTower } = connect({ env, config: () => undefined, configKeys: () => [] }, undefined, tell);
      await cloudTower.host(simulator.host("node-1").id);
    };
    await read("");
    expect(told.debug).toEqual([]);
    await read("1");
    const [stamp, ...rest] = (told.debug[0] ?? "").split(" ");
    expect(new Date(String(stamp)).toISOString()).toBe(stamp);
    expect(rest.slice(0, 3)).toEqual(["-", "Login", "200"]);
    expect(told.debug.map((line) => line.split(" ").slice(2, 4).join(" "))).toEqual(["Login 200", "GetHosts 200"]);
  });

  it("warns once per run if certificates are not verified", () => {
    const env = {
      CLOUDTOWER_SERVER: "https://tower.example.com",
      CLOUDTOWER_TOKEN: "t0ken",
      CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY: "true",
    };
    for (const _ of [1, 2]) connect({ env, config: () => undefined, configKeys: () => [] }, undefined, tell);
    expect(told.warn).toHaveLength(1);
    expect(told.warn[0]).toContain("CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY");
    expect(told.warn[0]).not.toContain("t0ken");
  });

  it.each([
    ["http://tower.example.com", true],
    ["http://10.0.0.5:8080", true],
    ["http://127.0.0.1.example.com", true],
    ["https://tower.example.org", false],
    ["http://127.0.0.1:8080", false],
    ["http://localhost:8080", false],
    ["http://[::1]:8080", false],
  ])("%s without TLS, over a network: warns: %s", (server, warns) => {
    const env = { CLOUDTOWER_SERVER: server, CLOUDTOWER_TOKEN: "t0ken" };
    for (const _ of [1, 2]) connect({ env, config: () => undefined, configKeys: () => [] }, undefined, tell);
    expect(told.warn.filter((line) => line.includes("without TLS"))).toHaveLength(warns ? 1 : 0);
  });
});

import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../provider/clock";
import { RefusedError, UnreachableError } from "../../provider/cloudtower";
import { backoff } from "../../provider/cloudtower/retry";
import { clientOf, failureOf, json, openServer, reset, text } from "./scriptedServer";

const busy = json({ message: "busy" }, 503);
const locked = json({ message: "locked", code: "ResourceLocked" }, 400);

describe("a read is sent again after", () => {
  const failures = {
    "a reset": reset,
    "HTTP 429": json({ message: "slow down" }, 429),
    "HTTP 500": json({ message: "oops" }, 500),
    "HTTP 502 with a page": text("<html>bad gateway</html>", "text/html", 502),
    "HTTP 503": busy,
    "HTTP 504": json({ message: "late" }, 504),
    "HTTP 599": json({ message: "whatever" }, 599),
    ResourceLocked: locked,
    "a truncated answer": text('[{"id": "ho', "application/json"),
  };
  it.each(Object.entries(failures))("%s", async (_, failure) => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    server.next("GetHosts", failure, failure);
    expect(await cloudTower.hosts({})).toEqual([]);
    expect(server.count("GetHosts")).toBe(3);
  });

  it("not after HTTP 400, 403 or 404", async () => {
    for (const status of [400, 403, 404]) {
      const server = await openServer();
      const { cloudTower, clock } = clientOf(server.url);
      const start = clock.now();
      server.always("GetHosts", json({ message: "no" }, status));
      await failureOf(cloudTower.hosts({}));
      expect([status, server.count("GetHosts"), clock.now() - start]).toEqual([status, 1, 0]);
    }
  });
});

describe("the pauses", () => {
  it("double up to five seconds, with up to a quarter taken off", () => {
    const longest = [1, 2, 3, 4, 5, 6, 50].map((failures) => backoff(failures, () => 0));
    expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(backoff(3, () => 1)).toBe(750);
    expect(new Set(Array.from({ length: 20 }, () => backoff(3))).size).toBeGreaterThan(1);
  });

  it("end with the caller's patience", async () => {
    const server = await openServer();
    const { cloudTower, clock } = clientOf(server.url);
    server.always("GetHosts", busy);
    const start = clock.now();
    expect(await failureOf(cloudTower.hosts({}, { patienceMs: 60_000 }))).toBeInstanceOf(RefusedError);
    expect(clock.now() - start).toBeGreaterThan(50_000);
    expect(clock.now() - start).toBeLessThanOrEqual(60_000);
    expect(server.count("GetHosts")).toBeLessThan(25);
  });

  it("are as long as Retry-After asks, in seconds", async () => {
    const server = await openServer();
    const { cloudTower, clock } = clientOf(server.url);
    server.next("GetHosts", json({ message: "busy" }, 503, { "retry-after": "7" }));
    const start = clock.now();
    await cloudTower.hosts({});
    expect(clock.now() - start).toBe(7_000);
  });

  it("are as long as Retry-After asks, as a date by the server's clock, whatever ours says", async () => {
    const server = await openServer();
    const { cloudTower, clock } = clientOf(server.url);
    const theirs = clock.now() + 3_600_000;
    const headers = {
      date: new Date(theirs).toUTCString(),
      "retry-after": new Date(theirs + 9_000).toUTCString(),
    };
    server.next("GetHosts", json({ message: "busy" }, 429, headers));
    const start = clock.now();
    await cloudTower.hosts({});
    expect(clock.now() - start).toBe(9_000);
  });

  it("do not take a Retry-After that makes no sense", async () => {
    const server = await openServer();
    const { cloudTower, clock } = clientOf(server.url);
    for (const after of ["soon", "Thu, 01 Jan 1970 00:00:00 GMT"])
      server.next("GetHosts", json({ message: "busy" }, 503, { "retry-after": after }));
    const start = clock.now();
    await cloudTower.hosts({});
    expect(clock.now() - start).toBeLessThan(1_000);
  });

  it("give up at once when Retry-After asks for more than there is patience", async () => {
    const server = await openServer();
    const { cloudTower, clock } = clientOf(server.url);
    server.always("GetHosts", json({ message: "busy" }, 503, { "retry-after": "3600" }));
    const start = clock.now();
    await failureOf(cloudTower.hosts({}));
    expect([clock.now() - start, server.count("GetHosts")]).toEqual([0, 1]);
  });
});

it("a server that is not there is tried until patience ends, then named", async () => {
  const { cloudTower, clock } = clientOf(`http://127.0.0.1:${await freePort()}`);
  const start = clock.now();
  const error = await failureOf(cloudTower.hosts({}));
  expect(error).toBeInstanceOf(UnreachableError);
  expect(error.message).toMatch(/GetHosts: http:\/\/127\.0\.0\.1:\d+ is not reachable: ECONNREFUSED/);
  expect(clock.now() - start).toBeGreaterThan(9_000);
});

it("an abort ends a pause, with the caller's reason", async () => {
  const server = await openServer();
  const stop = new AbortController();
  const clock: Clock = {
    now: () => 0,
    // A pause that only an abort ends. The abort comes as soon as the pause has begun.
    sleep: (_, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        stop.abort(new Error("enough"));
      }),
  };
  const { cloudTower } = clientOf(server.url, { clock });
  server.always("GetHosts", busy);
  expect((await failureOf(cloudTower.hosts({}, { signal: stop.signal }))).message).toBe("enough");
  expect(server.count("GetHosts")).toBe(1);
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

import { expect, it } from "vitest";
import { clientOf, failureOf, json, openServer, type Reply, reset, USER } from "./scriptedServer";

const ID = { "x-tower-request-id": "r-1" };

/** Answers after 1.5 virtual seconds. */
function slow(reply: Reply, pass: () => Promise<void>): Reply {
  return (response, seen) => void pass().then(() => reply(response, seen));
}

it("prints each request in one line: operation, status, duration, request id", async () => {
  const server = await openServer();
  const trace: string[] = [];
  const { cloudTower, clock } = clientOf(server.url, { credentials: USER, trace: (line) => void trace.push(line) });
  server.next("Login", json({ data: { token: "t" } }, 200, { "x-tower-request-id": "r-0" }));
  server.next(
    "GetHosts",
    json({ message: "busy" }, 503, ID),
    reset,
    json({ message: "expired" }, 401),
    slow(json([], 200, ID), () => clock.sleep(1_500)),
  );
  await cloudTower.host("a");
  expect(trace).toEqual([
    "Login 200 0 ms, x-tower-request-id r-0",
    "GetHosts 503 RefusedError 0 ms, x-tower-request-id r-1",
    "GetHosts failed UnreachableError 0 ms, x-tower-request-id -",
    "GetHosts 401 CredentialsError 0 ms, x-tower-request-id -",
    "Login 200 0 ms, x-tower-request-id -",
    "GetHosts 200 1500 ms, x-tower-request-id r-1",
  ]);
  expect(trace.length).toBe(server.seen.length);
});

it("a line is one line, whatever a server sends", async () => {
  const server = await openServer();
  const trace: string[] = [];
  const { cloudTower } = clientOf(server.url, { trace: (line) => void trace.push(line) });
  server.always("GetHosts", json([], 200, { "x-tower-request-id": `a\tb\u009b${"c".repeat(500)}` }));
  await cloudTower.host("a");
  expect(trace.join("")).not.toMatch(/\p{Cc}/u);
  expect(trace.join("").length).toBeLessThan(200);
});

it("a request that its caller gave up is printed too", async () => {
  const server = await openServer();
  const trace: string[] = [];
  const { cloudTower } = clientOf(server.url, { trace: (line) => void trace.push(line) });
  const stop = new AbortController();
  server.always("GetHosts", () => stop.abort(new Error("enough")));
  await failureOf(cloudTower.host("a", { signal: stop.signal }));
  expect(trace).toEqual(["GetHosts failed 0 ms, x-tower-request-id -"]);
});

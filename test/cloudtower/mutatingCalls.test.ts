import { describe, expect, it } from "vitest";
import { type CloudTower, CloudTowerError } from "../../provider/cloudtower";
import type { OperationName } from "../../provider/cloudtower/operations";
import {
  clientOf,
  failureOf,
  hang,
  json,
  MUTATIONS,
  openServer,
  type Reply,
  reset,
  text,
  USER,
} from "./scriptedServer";

const cutShort: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"task_id": "t', () => response.socket?.destroy());
};
const headersOnly: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
};

const FATE_UNKNOWN: Record<string, Reply> = {
  "a reset after it was sent": reset,
  "no answer in time": hang,
  "no body in time": headersOnly,
  "an answer cut short by the connection": cutShort,
  "an answer cut short by a proxy": text('{"task_id": "t', "application/json"),
  "an empty answer": text("", "application/json"),
  "a page": text("<html>hello</html>"),
  "another shape": json({ task_id: 5 }),
  "JSON without content": json({ unexpected: true }),
  "HTTP 500": json({ message: "oops" }, 500),
  "HTTP 502": text("<html>bad gateway</html>", "text/html", 502),
  "HTTP 503": json({ message: "busy" }, 503, { "retry-after": "1" }),
  "HTTP 504": json({ message: "late" }, 504),
  "HTTP 500 with ResourceLocked": json({ message: "locked", code: "ResourceLocked" }, 500),
};

const NOT_ACTED_ON: Record<string, Reply> = {
  "HTTP 429": json({ message: "slow down" }, 429),
  ResourceLocked: json({ message: "locked", code: "ResourceLocked" }, 400),
  "HTTP 429 whose body is cut off": (response) => {
    response.writeHead(429, { "content-length": "1000" });
    response.write("slow", () => response.socket?.destroy());
  },
};

type Send = (cloudTower: CloudTower) => Promise<unknown>;

describe.each(MUTATIONS as unknown as [OperationName, Send][])("%s", (operation, send) => {
  it.each(Object.entries(FATE_UNKNOWN))("is not sent again after %s", async (_, reply) => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url, { requestTimeoutMs: 150 });
    server.always(operation, reply);
    const error = await failureOf<CloudTowerError>(send(cloudTower));
    expect(error).toBeInstanceOf(CloudTowerError);
    expect(error.facts.fate).toBe("unknown");
    expect(server.count(operation)).toBe(1);
  });

  it.each(Object.entries(NOT_ACTED_ON))("is sent again after %s", async (_, reply) => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    server.next(operation, reply, reply);
    await send(cloudTower);
    expect(server.count(operation)).toBe(3);
  });

  it("is sent again if the connection was refused", async () => {
    const server = await openServer();
    let refusals = 2;
    const { default: nodeFetch } = await import("node-fetch");
    const { cloudTower } = clientOf(server.url, {
      // Port 1 refuses for real.
      fetch: (url, init) => nodeFetch(refusals-- > 0 ? "http://127.0.0.1:1/" : url, init),
    });
    await send(cloudTower);
    expect([refusals, server.count(operation)]).toEqual([-1, 1]);
  });

  it("is sent once more after 401 and a new login, and not after another 401", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url, { credentials: USER });
    const expired = json({ message: "expired" }, 401);
    server.next(operation, expired);
    await send(cloudTower);
    expect([server.count(operation), server.count("Login")]).toEqual([2, 2]);

    server.always(operation, expired);
    await failureOf(send(cloudTower));
    expect([server.count(operation), server.count("Login")]).toEqual([4, 3]);
  });

  it("survives a login that fails for a while, before it and after a 401", async () => {
    for (const loginFails of Object.values(FATE_UNKNOWN)) {
      const server = await openServer();
      const { cloudTower } = clientOf(server.url, { credentials: USER, requestTimeoutMs: 500 });
      server.next("Login", loginFails, json({ data: { token: "first" } }), loginFails);
      server.next(operation, json({ message: "expired" }, 401));
      await send(cloudTower);
      expect(server.count(operation)).toBe(2);
    }
  });

  it("whose login never works has certainly not been acted on", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url, { credentials: USER });
    server.always("Login", reset);
    const error = await failureOf<CloudTowerError>(send(cloudTower));
    expect([error.facts.operation, error.facts.fate, server.count(operation)]).toEqual(["Login", "not-acted", 0]);
  });
});

it("an answer that came at the moment of an abort is not lost", async () => {
  const server = await openServer();
  const stop = new AbortController();
  const { default: nodeFetch } = await import("node-fetch");
  const { cloudTower } = clientOf(server.url, {
    fetch: async (...args) => {
      const response = await nodeFetch(...args);
      const read = response.text.bind(response);
      response.text = () => read().finally(() => stop.abort(new Error("stop")));
      return response;
    },
  });
  expect(await cloudTower.enterMaintenance("host", [], { signal: stop.signal })).toBe("task");
});

it.each([null, undefined, ""])("task_id %j means that it was done at once", async (task_id) => {
  const server = await openServer();
  const { cloudTower } = clientOf(server.url);
  server.always("EnterMaintenanceMode", json({ task_id, data: {} }));
  for (const operation of ["StartVm", "MigrateVm"] as const) server.always(operation, json([{ task_id, data: {} }]));
  expect(await cloudTower.enterMaintenance("host", [])).toBeUndefined();
  expect(await cloudTower.startVm("vm", undefined)).toBeUndefined();
  expect(await cloudTower.migrateVm("vm", "host")).toBeUndefined();
});

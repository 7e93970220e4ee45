import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { AnswerError, type CloudTowerError, RefusedError, UnreachableError } from "../../provider/cloudtower";
import { clientOf, failureOf, json, openServer, type Reply, text } from "./scriptedServer";

/** The failure of a read that gets this answer and is not retried. */
async function failureFrom(reply: Reply, requestTimeoutMs?: number): Promise<CloudTowerError> {
  const server = await openServer();
  server.always("GetHosts", reply);
  const { cloudTower } = clientOf(server.url, { requestTimeoutMs });
  return failureOf<CloudTowerError>(cloudTower.hosts({}, { patienceMs: 0 }));
}

const ID = { "x-tower-request-id": "r-1" };

describe("an invalid answer is quoted with status, content type and first line", () => {
  const answers: [string, Reply, string][] = [
    [
      "a page",
      text("\n\n<html>\n<body>", "text/html", 200, ID),
      'answered 200 with text/html that is not complete JSON: "<html>"',
    ],
    [
      "cut short",
      text('[{"id": "ho', "application/json", 200, ID),
      '200 with application/json that is not complete JSON: "[{\\"id\\": \\"ho"',
    ],
    [
      "empty",
      text("", "application/json", 200, ID),
      "200 with application/json that is not complete JSON: an empty body",
    ],
    ["plain text", text("OK", "text/plain", 200, ID), '200 with text/plain that is not complete JSON: "OK"'],
    [
      "204",
      (response) => response.writeHead(204, ID).end(),
      "204 with no content type that is not complete JSON: an empty body",
    ],
    [
      "another shape",
      json({ hosts: [] }, 200, ID),
      "answered 200 with application/json that does not match the documented API: the answer itself",
    ],
    ["a field of another type", json([{ id: 5 }], 200, ID), "that does not match the documented API: 0.id: "],
  ];
  it.each(answers)("%s", async (_, reply, words) => {
    const error = await failureFrom(reply);
    expect(error).toBeInstanceOf(AnswerError);
    expect(error.message).toContain("GetHosts: http://127.0.0.1:");
    expect(error.message).toContain(words);
    expect(error.message).toContain("x-tower-request-id r-1");
    expect(error.facts.requestId).toBe("r-1");
    expect(error.facts.status).toBeGreaterThanOrEqual(200);
  });

  it("another shape is quoted too", async () => {
    expect((await failureFrom(json({ hosts: [] }))).message).toContain('"{\\"hosts\\":[]}"');
  });

  it("a proxy's page with 502", async () => {
    const error = await failureFrom(text("<html>\n<h1>Bad Gateway</h1>", "text/html", 502));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain('answered HTTP 502, text/html: "<html>"');
  });
});

it("a valid answer is accepted whatever its content type says", async () => {
  const server = await openServer();
  server.always("GetHosts", text("[]", "text/plain"));
  expect(await clientOf(server.url).cloudTower.hosts({})).toEqual([]);
});

it("CloudTower's own words are quoted, in any script, in one line", async () => {
  const error = await failureFrom(json({ message: "主机\n正在维护", status: 400, path: "/" }, 400));
  expect(error.message).toContain('answered HTTP 400, "主机 正在维护"');
  expect(error.facts.said).toBe("主机 正在维护");
});

describe("what came over the wire does not steer a terminal, nor fill it", () => {
  const evil = "\u001b[31mred\u0007\u009b2J\u202etxt\u2028end";
  it.each<[string, Reply]>([
    ["in a page", text(evil)],
    ["in a message", json({ message: evil }, 400)],
    ["in a body with HTTP 500", text(evil, "text/plain", 500)],
    ["in an answer of another shape", json({ evil })],
  ])("%s", async (_, reply) => {
    const { message, facts } = await failureFrom(reply);
    expect(message).toContain("red");
    expect(message + JSON.stringify(facts)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  });

  it("however long it is", async () => {
    for (const reply of [
      text("x".repeat(1e6)),
      json({ message: "x".repeat(1e6) }, 400),
      json({ x: "x".repeat(1e6) }),
    ]) {
      expect((await failureFrom(reply)).message.length).toBeLessThan(1_000);
    }
  });
});

describe("an answer that does not end", () => {
  const drip: Reply = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  };

  it("ends with the request's time-out", async () => {
    const error = await failureFrom(drip, 200);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toContain("had not finished its answer (HTTP 200) within 0.2 s");
  });

  it("ends at 16 MB, also when it came as a few kilobytes, and is not asked for again", async () => {
    const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, " "));
    const server = await openServer();
    server.always("GetHosts", (response) =>
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb),
    );
    const error = await failureOf(clientOf(server.url).cloudTower.hosts({}));
    expect(error).toBeInstanceOf(AnswerError);
    expect(error.message).toContain("answered 200 with more than 16 MB");
    expect(server.count("GetHosts")).toBe(1);
  });

  it("and one that the connection cuts short says so", async () => {
    const error = await failureFrom((response) => {
      response.writeHead(200, { ...ID, "content-length": "1000" });
      response.write("[", () => response.socket?.destroy());
    });
    expect(error.message).toContain("closed the connection in the middle of its answer (HTTP 200)");
    expect(error.message).toContain("r-1");
  });
});

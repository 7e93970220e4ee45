// A server may make everything long. What is read of it ends, and costs what it is worth.
import { expect, it } from "vitest";
import { AnswerError } from "../../provider/cloudtower";
import { clientOf, failureOf, json, openServer, text } from "./scriptedServer";

const MB = 1024 * 1024;
const USER = { username: "root", password: "simulator", source: "LOCAL" } as const;
const host = { id: "h", name: "node-1", cluster: { id: "c", name: "east" }, status: "X", management_ip: "10.0.0.1" };

async function hostsFrom(answer: unknown) {
  const server = await openServer();
  server.always("GetHosts", typeof answer === "string" ? text(answer, "application/json") : json(answer));
  return clientOf(server.url).cloudTower.hosts({}, { patienceMs: 0 });
}

/** How much more memory is in use at the most while `run` is at it, in bytes. */
async function memoryOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 1);
  await run();
  clearInterval(watch);
  return Math.max(most, process.memoryUsage().heapUsed) - before;
}

it.each([
  [
    "a wrong field in each of 100,000 entries",
    () => Array.from({ length: 100_000 }, () => ({})),
    /answer itself: 100000 entries, and at most 10000 are taken/,
  ],
  ["a wrong field in each of 9,999 entries", () => Array.from({ length: 9_999 }, () => ({})), /: 0\.id: /],
  ["15 MB of lists", () => `[${"[],".repeat(5 * MB)}[]]`, /entries, and at most 10000 are taken/],
  ["lists within lists", () => `${"[".repeat(MB)}${"]".repeat(MB)}`, /: 0: /],
])("%s is refused at the first, without collecting them", async (_, answer, words) => {
  const body = answer();
  let message = "";
  const memory = await memoryOf(async () => {
    const error = await failureOf(hostsFrom(body));
    expect(error).toBeInstanceOf(AnswerError);
    message = error.message;
  });
  expect(message).toMatch(words);
  expect(message.length).toBeLessThan(1_000);
  expect(memory / MB).toBeLessThan(400);
});

it("an id that is none is refused, and a long name taken", async () => {
  const error = await failureOf(hostsFrom([{ ...host, id: "h".repeat(201) }]));
  expect(error.message).toContain("0.id: has more than 200 characters");
  const [found] = await hostsFrom([{ ...host, name: "n".repeat(MB) }]);
  expect(found?.name).toHaveLength(MB);
});

it("a token of more than 4 kB is refused, and one of 4 kB used", async () => {
  for (const [length, isUsed] of [
    [4_096, true],
    [4_097, false],
  ] as const) {
    const server = await openServer();
    server.always("Login", json({ data: { token: "t".repeat(length) } }));
    server.always("GetHosts", json([]));
    const reading = clientOf(server.url, { credentials: USER }).cloudTower.hosts({}, { patienceMs: 0 });
    if (isUsed) expect(await reading).toEqual([]);
    else expect((await failureOf(reading)).message).toContain("data.token: has more than 4096 characters");
    expect(server.count("GetHosts")).toBe(isUsed ? 1 : 0);
  }
});

it("a long token and a page longer than it are hidden, not thrown over", async () => {
  const token = Array.from({ length: 3_000 }, (_, at) => String.fromCharCode(0x41 + ((at * 7) % 26))).join("");
  const server = await openServer();
  server.always("Login", json({ data: { token } }));
  server.always("GetHosts", text(`<html>bad gateway \\ ${"x".repeat(5_000)}${token}</html>`, "text/html", 502));
  const error = await failureOf(clientOf(server.url, { credentials: USER }).cloudTower.hosts({}, { patienceMs: 0 }));
  expect(error.message).toContain("answered HTTP 502");
  expect(error.message).not.toContain(token.slice(0, 20));
});

it("a token of backslashes costs no time", async () => {
  const server = await openServer();
  server.always("Login", json({ data: { token: "\\a".repeat(2_000) } }));
  server.always("GetHosts", json({ message: "\\a".repeat(50_000) }, 400));
  const since = performance.now();
  await failureOf(clientOf(server.url, { credentials: USER }).cloudTower.hosts({}, { patienceMs: 0 }));
  expect(performance.now() - since).toBeLessThan(5_000);
});

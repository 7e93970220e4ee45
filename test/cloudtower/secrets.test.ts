import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { CloudTower } from "../../provider/cloudtower";
import { clientOf, failureOf, hang, json, MUTATIONS, openServer, type Reply, reset, text } from "./scriptedServer";

const PASSWORD = 'Marked"Pass\\word&1';
const TOKEN = "Marked.Token.1";
const MARKED = { username: "admin", password: PASSWORD, source: "LOCAL" } as const;
/** Contains neither a whole credential, in any escaped form, nor most of one. */
const LEAK = /Marked/i;

/** Servers that repeat what they were sent. */
const echo = (status: number, write: (told: string) => string, type = "text/plain"): Reply => {
  return (response, seen) => {
    const told = seen.operation === "Login" ? seen.body.password : (seen.authorization ?? "");
    text(write(told), type, status)(response, seen);
  };
};

const ENTITY: Record<string, string> = { '"': "&quot;", "&": "&amp;" };

const FAILURES: Record<string, Reply> = {
  "a reset": reset,
  "no answer": hang,
  "an empty answer": text(""),
  "a token of another shape": json({ token: TOKEN, data: { token: 5 }, task_id: 5 }),
  "an answer cut short": text(`{"data":{"token":"${TOKEN}`, "application/json"),
  "a page that echoes": echo(200, (told) => `<p>${told}</p>`),
  "a page that echoes at the edge of what is quoted": echo(502, (told) => `${"x".repeat(112)}${told}`),
  "an error that echoes": echo(400, (told) => JSON.stringify({ message: `bad: ${told}` })),
  "an error that echoes far out": echo(400, (told) => JSON.stringify({ message: `${"x".repeat(490)}${told}` })),
  "an unknown error that echoes as JSON": echo(500, (told) => JSON.stringify({ request: told })),
  "an unknown error that echoes as a URL": echo(500, (told) => `?token=${encodeURIComponent(told)}`),
  "401 that echoes": echo(401, (told) => JSON.stringify({ message: told })),
  "403 that echoes": echo(403, (told) => told),
  "503 that echoes": echo(503, (told) => told),
  "a redirect that echoes": (response, seen) =>
    response
      .writeHead(302, { location: `https://elsewhere/?t=${seen.authorization ?? encodeURIComponent(PASSWORD)}` })
      .end(),
  "a redirect to a name that echoes": (response, seen) =>
    response.writeHead(302, { location: `https://${seen.authorization ?? "login"}.elsewhere/` }).end(),
  "an unknown error that echoes a request in JSON": echo(500, (told) =>
    JSON.stringify({ request: JSON.stringify({ password: told }) }),
  ),
  "a page that echoes in HTML": echo(502, (told) => `<p>${told.replace(/["&]/g, (found) => ENTITY[found] ?? "")}</p>`),
  "headers that echo": (response, seen) => {
    const told = seen.authorization ?? PASSWORD;
    response.writeHead(500, { "x-tower-request-id": told, "content-type": told, "retry-after": told }).end("{");
  },
  "headers that echo, and a body cut short": (response, seen) => {
    response.writeHead(200, { "x-tower-request-id": seen.authorization ?? PASSWORD, "content-length": "99" });
    response.write("{", () => response.socket?.destroy());
  },
};

/** Everything of a failure that a person or a log could see. */
function allOf(error: Error): string {
  const own = Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name)));
  return [
    error.message,
    error.stack,
    String(error),
    ...own,
    JSON.stringify(error),
    inspect(error, { depth: 10, showHidden: true }),
  ].join("\n");
}

describe.each(Object.entries(FAILURES))("%s", (_, reply) => {
  it("reveals no credential in a login, a read or a mutating call", async () => {
    const trace: string[] = [];
    const options = { requestTimeoutMs: 100, trace: (line: string) => void trace.push(line) };
    const loggingIn = await openServer();
    loggingIn.always("Login", reply);
    const serving = await openServer();
    serving.always("Login", json({ data: { token: TOKEN } }));
    for (const operation of ["GetHosts", ...MUTATIONS.map(([name]) => name)] as const) serving.always(operation, reply);
    const [first, user, token] = [
      clientOf(loggingIn.url, { ...options, credentials: MARKED }).cloudTower,
      clientOf(serving.url, { ...options, credentials: MARKED }).cloudTower,
      clientOf(serving.url, { ...options, credentials: { token: TOKEN } }).cloudTower,
    ];
    const read = (cloudTower: CloudTower) => cloudTower.hosts({}, { patienceMs: 0 });
    const errors = [await failureOf(read(first))];
    for (const cloudTower of [user, token]) {
      for (const call of [read, ...MUTATIONS.map(([, send]) => send)]) errors.push(await failureOf(call(cloudTower)));
    }
    for (const error of errors) expect(allOf(error)).not.toMatch(LEAK);
    expect(trace.length).toBeGreaterThanOrEqual(errors.length);
    expect(trace.join("\n")).not.toMatch(LEAK);
  });
});

it("messages of CloudTower's that echo it are printed and kept in the state without it", async () => {
  const server = await openServer();
  server.next("Login", json({ data: { token: `${TOKEN}1` } }), json({ data: { token: `${TOKEN}2` } }));
  server.next("GetHosts", json({ message: "expired" }, 401));
  const { cloudTower } = clientOf(server.url, { credentials: MARKED });
  await cloudTower.hosts({});
  const echoed = `said ${TOKEN}1, ${TOKEN}2 and ${JSON.stringify(PASSWORD)}`;
  server.always("GetTasks", json([{ id: "t", status: "FAILED", error_message: echoed, error_code: echoed }]));
  const vm = { vm_uuid: "u", verify: { changed: true, reason: echoed } };
  server.always(
    "ExitMaintenanceModePrecheckResult",
    json({ shutDownVms: [vm], liveMigrateVms: [], offlineMigrateVms: [] }),
  );
  const told = 'said [credential], [credential] and "[credential]"';
  expect((await cloudTower.tasks(["t"]))[0]?.errorMessage).toBe(told);
  expect((await cloudTower.liveTasks("host"))[0]?.errorMessage).toBe(told);
  expect((await cloudTower.exitPlan("host")).shutdownVms[0]?.changedReason).toBe(told);
  server.always("GetHosts", json({ message: echoed }, 400));
  expect(allOf(await failureOf(cloudTower.hosts({})))).not.toMatch(LEAK);
});

it("a token that is not valid in a header is refused and not printed", async () => {
  for (const token of [`${TOKEN}\r\nx-evil: 1`, `${TOKEN} `, `${TOKEN}密`, ""]) {
    const server = await openServer();
    server.always("Login", json({ data: { token } }));
    const { cloudTower } = clientOf(server.url, { credentials: MARKED });
    const error = await failureOf(cloudTower.hosts({}, { patienceMs: 0 }));
    expect(error.message).toContain("data.token: is not valid in a header");
    expect(allOf(error)).not.toMatch(LEAK);
    expect(server.count("GetHosts")).toBe(0);
  }
});

it("whoever prints a client prints no credential", async () => {
  const server = await openServer();
  const { cloudTower } = clientOf(server.url, { credentials: MARKED });
  server.always("Login", json({ data: { token: TOKEN } }));
  await cloudTower.hosts({});
  expect(cloudTower).toBeInstanceOf(CloudTower);
  expect(inspect(cloudTower, { depth: 20, showHidden: true }) + JSON.stringify(cloudTower)).not.toMatch(LEAK);
});

it("credentials are sent only where they belong: the password in a login, the token in a header", async () => {
  const server = await openServer();
  server.always("Login", json({ data: { token: TOKEN } }));
  const { cloudTower } = clientOf(server.url, { credentials: MARKED });
  await cloudTower.hosts({});
  await cloudTower.enterMaintenance("host", []);
  const [login, ...others] = server.seen;
  expect([login?.body.password, login?.authorization]).toEqual([PASSWORD, undefined]);
  for (const other of others) {
    expect(other.authorization).toBe(TOKEN);
    expect(JSON.stringify(other.body)).not.toMatch(LEAK);
  }
});

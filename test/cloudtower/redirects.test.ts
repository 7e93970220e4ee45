import { describe, expect, it } from "vitest";
import { type CloudTowerError, RedirectError } from "../../provider/cloudtower";
import { clientOf, failureOf, openServer, type Reply, USER } from "./scriptedServer";

const STATUSES = [301, 302, 303, 307, 308];

function redirect(status: number, location?: string): Reply {
  return (response) => response.writeHead(status, location === undefined ? {} : { location }).end();
}

describe.each(STATUSES)("HTTP %i", (status) => {
  it("to another origin is not followed, and only that origin is quoted", async () => {
    const [server, other] = [await openServer(), await openServer()];
    const to = `${other.url}/steal/path-secret?key=query-secret#hash-secret`;
    for (const operation of ["GetHosts", "EnterMaintenanceMode", "Login"] as const) {
      server.always(operation, redirect(status, to));
    }
    const { cloudTower } = clientOf(server.url);
    const loggingIn = clientOf(server.url, { credentials: USER }).cloudTower;
    const calls = [
      () => cloudTower.hosts({}),
      () => cloudTower.enterMaintenance("host", []),
      () => loggingIn.hosts({}),
    ];
    for (const call of calls) {
      const error = await failureOf<CloudTowerError>(call());
      expect(error).toBeInstanceOf(RedirectError);
      expect(error.message).toContain(`${server.url} redirects to ${other.url} (HTTP ${status})`);
      expect(error.message).toContain("set cloudtower:server (CLOUDTOWER_SERVER) to it");
      expect(error.message + JSON.stringify(error.facts)).not.toContain("secret");
      expect([error.facts.fate, error.facts.status]).toEqual(["not-acted", status]);
    }
    expect(other.connections()).toBe(0);
    expect(server.seen.length).toBe(3);
  });

  it("to the same origin is not followed either", async () => {
    const server = await openServer();
    server.always("GetHosts", redirect(status, "/v2/api/get-vms?key=query-secret"));
    const error = await failureOf(clientOf(server.url).cloudTower.hosts({}));
    expect(error.message).toContain("redirects to another path of its own");
    expect(error.message).not.toContain("secret");
    expect(server.seen.map((one) => one.operation)).toEqual(["GetHosts"]);
  });
});

it.each([undefined, "javascript:alert(1)", "http://user:url-secret@", "http://[broken"])(
  "a redirect to %s is reported without an address",
  async (location) => {
    const server = await openServer();
    server.always("GetHosts", redirect(302, location));
    const error = await failureOf(clientOf(server.url).cloudTower.hosts({}));
    expect(error).toBeInstanceOf(RedirectError);
    expect(error.message).toContain("redirects to another address");
    expect(error.message).not.toContain("secret");
  },
);

it("nothing of an address but its origin is quoted", async () => {
  const server = await openServer();
  server.always("GetHosts", redirect(302, "https://user:url-secret@elsewhere.example.com:8443/x"));
  const error = await failureOf(clientOf(server.url).cloudTower.hosts({}));
  expect(error.message).toContain("redirects to https://elsewhere.example.com:8443 (");
  expect(error.message).not.toContain("secret");
});

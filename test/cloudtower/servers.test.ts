import { describe, expect, it } from "vitest";
import {
  CertificateError,
  CloudTowerError,
  RedirectError,
  StandbyError,
  UnreachableError,
} from "../../provider/cloudtower";
import { clientOfNodes, type Node, openNode } from "./twoNodes";

const HOSTS = "/v2/api/get-hosts";
const ENTER = "/v2/api/enter-maintance-mode";
const HEALTH = "/api/healthz";
const MINUTE = 60_000;

const health = (node: Node) => node.seen.filter(({ path }) => path === HEALTH).length;

async function failureOf(call: Promise<unknown>): Promise<CloudTowerError> {
  const outcome = await call.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(CloudTowerError);
  return outcome as CloudTowerError;
}

describe("one address", () => {
  it("is never asked for its health", async () => {
    const node = await openNode("active");
    const { cloudTower } = clientOfNodes([node]);
    await cloudTower.hosts({});
    expect(node.seen.map(({ path }) => path)).toEqual([HOSTS]);
    expect([cloudTower.server, cloudTower.servers]).toEqual([node.url, [node.url]]);
  });

  it("that answers as a standby is an error that says where to put the other one", async () => {
    const node = await openNode("standby");
    const { cloudTower, notices } = clientOfNodes([node]);
    const error = await failureOf(cloudTower.hosts({}));
    expect(error).toBeInstanceOf(StandbyError);
    expect(error.message).toContain("answers as a standby");
    expect(error.message).toContain(
      "cloudtower:server (CLOUDTOWER_SERVER) may list all addresses of one CloudTower, with commas between them",
    );
    expect(node.calls()).toEqual([HOSTS]);
    expect(notices).toEqual([]);
  });

  it("that cannot be reached is not waited for longer than ever", async () => {
    const node = await openNode("broken");
    const { cloudTower, clock } = clientOfNodes([node]);
    await failureOf(cloudTower.hosts({}));
    expect(clock.passed).toBeLessThanOrEqual(15_000);
  });

  it("with another scheme to go to is a redirect, and no standby", async () => {
    const node = await openNode("active");
    const to = node.url.replace("http:", "https:");
    node.answers[HOSTS] = (response) => response.writeHead(307, { location: to }).end();
    const error = await failureOf(clientOfNodes([node]).cloudTower.hosts({}));
    expect(error).toBeInstanceOf(RedirectError);
    expect(error).not.toBeInstanceOf(StandbyError);
  });
});

describe("of several addresses", () => {
  it("the active one is found once, without a credential, and alone gets requests", async () => {
    const [standby, active] = [await openNode("standby"), await openNode("active")];
    const { cloudTower, notices } = clientOfNodes([standby, active]);
    await cloudTower.hosts({});
    await cloudTower.enterMaintenance("host", []);
    expect([standby.calls(), active.calls()]).toEqual([[], [HOSTS, ENTER]]);
    expect([health(standby), health(active)]).toEqual([1, 1]);
    const asked = [...standby.seen, ...active.seen].filter(({ path }) => path === HEALTH);
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
    expect(active.seen.at(-1)?.authorization).toBe("t0ken");
    expect([cloudTower.server, cloudTower.servers]).toEqual([standby.url, [standby.url, active.url]]);
    expect(notices).toEqual([]);
  });

  it("each that is asked for its health is named in the trace", async () => {
    const [standby, active] = [await openNode("standby"), await openNode("active")];
    const trace: string[] = [];
    await clientOfNodes([standby, active], { trace: (line) => void trace.push(line) }).cloudTower.hosts({});
    expect(trace.at(-1)).toMatch(/^GetHosts 200 /);
    for (const { url } of [standby, active]) {
      expect(trace.filter((line) => line.startsWith(`Healthz of ${url} `))).toHaveLength(1);
    }
  });

  it("one that hangs is not waited for", async () => {
    const [hanging, active] = [await openNode("hanging"), await openNode("active")];
    const started = Date.now();
    await clientOfNodes([hanging, active]).cloudTower.hosts({});
    expect(Date.now() - started).toBeLessThan(3_000);
    expect(active.calls()).toEqual([HOSTS]);
  });

  it("one that does not know the health request is used if none says that it is active", async () => {
    const [standby, old] = [await openNode("standby"), await openNode("active")];
    old.answers[HEALTH] = (response) => response.writeHead(404).end("<html>");
    await clientOfNodes([standby, old]).cloudTower.hosts({});
    expect([standby.calls(), old.calls()]).toEqual([[], [HOSTS]]);
  });

  it("one that is not trusted is not used, and is reported at once", async () => {
    const nodes = [await openNode("active"), await openNode("active")];
    const withoutTls = nodes.map((node) => ({ ...node, url: node.url.replace("http:", "https:") }));
    const { cloudTower, clock, notices } = clientOfNodes(withoutTls);
    expect(await failureOf(cloudTower.hosts({}))).toBeInstanceOf(CertificateError);
    expect(clock.passed).toBe(0);
    expect(notices).toEqual([]);
  });

  it("the login goes to the active one alone", async () => {
    const [standby, active] = [await openNode("standby"), await openNode("active")];
    const credentials = { username: "root", password: "pass-word", source: "LOCAL" } as const;
    await clientOfNodes([standby, active], { credentials }).cloudTower.hosts({});
    expect([standby.calls(), active.calls()]).toEqual([[], ["/v2/api/login", HOSTS]]);
  });
});

describe("when the active address changes", () => {
  async function moved() {
    const [one, other] = [await openNode("active"), await openNode("standby")];
    const client = clientOfNodes([one, other]);
    await client.cloudTower.hosts({});
    one.seen.length = 0;
    return { one, other, ...client };
  }

  it.each([
    [
      "a read",
      HOSTS,
      (tower: { cloudTower: import("../../provider/cloudtower").CloudTower }) => tower.cloudTower.hosts({}),
    ],
    [
      "a mutating call",
      ENTER,
      (tower: { cloudTower: import("../../provider/cloudtower").CloudTower }) =>
        tower.cloudTower.enterMaintenance("host", []),
    ],
  ])("%s that met the standby is repeated at the other, once", async (_, path, send) => {
    const { one, other, cloudTower, notices } = await moved();
    [one.state, other.state] = ["standby", "active"];
    await send({ cloudTower });
    expect([one.calls(), other.calls()]).toEqual([[path], [path]]);
    expect(notices).toEqual([`CloudTower answers at ${other.url}`]);
  });

  it("a read whose answer was cut off is repeated at the other", async () => {
    const { one, other, cloudTower } = await moved();
    [one.state, other.state] = ["broken", "active"];
    await cloudTower.hosts({});
    expect(other.calls()).toEqual([HOSTS]);
  });

  it("a mutating call whose answer was cut off is not sent again: its fate is unknown", async () => {
    const { one, other, cloudTower } = await moved();
    [one.state, other.state] = ["broken", "active"];
    const error = await failureOf(cloudTower.enterMaintenance("host", []));
    expect(error.facts.fate).toBe("unknown");
    expect([one.calls(), other.calls()]).toEqual([[ENTER], []]);
    await cloudTower.hosts({});
    expect(other.calls()).toEqual([HOSTS]);
  });

  it("a mutating call that could not be sent is sent to the other", async () => {
    const { one, other, cloudTower } = await moved();
    await one.close();
    other.state = "active";
    await cloudTower.enterMaintenance("host", []);
    expect(other.calls()).toEqual([ENTER]);
  });

  it("one that answers 502, as a node without services does, is left", async () => {
    const { one, other, cloudTower } = await moved();
    for (const path of [HOSTS, HEALTH]) one.answers[path] = (response) => response.writeHead(502).end();
    other.state = "active";
    await cloudTower.hosts({});
    expect(other.calls()).toEqual([HOSTS]);
  });

  it("a redirect to somebody else is still not followed", async () => {
    const { one, other, cloudTower } = await moved();
    one.answers[HOSTS] = (response) => response.writeHead(302, { location: `${other.url}${HOSTS}` }).end();
    expect(await failureOf(cloudTower.hosts({}))).toBeInstanceOf(RedirectError);
    expect(other.calls()).toEqual([]);
  });
});

describe("a failover in which nothing answers", () => {
  async function failing(minutes: number) {
    const [one, other] = [await openNode("active"), await openNode("standby")];
    const client = clientOfNodes([one, other]);
    await client.cloudTower.hosts({});
    one.seen.length = 0;
    [one.state, other.state] = ["broken", "standby"];
    client.clock.onPause = (passed) => {
      if (passed >= minutes * MINUTE) other.state = "active";
    };
    return { one, other, ...client };
  }

  it("is waited through by reads, and reported when it begins and ends", async () => {
    const { other, cloudTower, clock, notices } = await failing(5);
    await Promise.all([cloudTower.hosts({}), cloudTower.hosts({}), cloudTower.host("a")]);
    expect(clock.passed).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(other.calls()).toEqual([HOSTS, HOSTS, HOSTS]);
    expect(notices).toHaveLength(2);
    expect(notices[0]).toContain("CloudTower does not answer: ");
    expect(notices[0]).toContain(`${other.url} answers as a standby (HTTP 307)`);
    expect(notices[0]).toContain("a failover takes up to five minutes");
    expect(notices[1]).toMatch(/^CloudTower answers at http:\/\/127\.0\.0\.1:\d+, after \d+ s$/);
  });

  it("that lasts over six minutes is an error that names every address", async () => {
    const { one, other, cloudTower, clock, notices } = await failing(60);
    const error = await failureOf(cloudTower.hosts({}));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toMatch(/^GetHosts: CloudTower does not answer: /);
    for (const { url } of [one, other]) expect(error.message).toContain(url);
    expect(clock.passed / MINUTE).toBeGreaterThan(6);
    expect(clock.passed / MINUTE).toBeLessThan(7);
    await failureOf(cloudTower.hosts({}));
    expect(notices).toHaveLength(1);
  });

  it("is not waited for by a mutating call longer than usual, and CloudTower sees nothing of the call", async () => {
    const { one, other, cloudTower, clock } = await failing(5);
    await failureOf(cloudTower.tasks(["x"], { throughFailover: false }));
    one.seen.length = 0;
    const before = clock.passed;
    const error = await failureOf(cloudTower.enterMaintenance("host", []));
    expect([error.facts.fate, error.facts.transient]).toEqual(["not-acted", true]);
    expect(clock.passed - before).toBeLessThanOrEqual(15_000);
    expect([one.calls(), other.calls()]).toEqual([[], []]);
  });

  it("ends for a caller with its abort", async () => {
    const { cloudTower, clock } = await failing(5);
    const stop = new AbortController();
    clock.onPause = (passed) => {
      if (passed > MINUTE) stop.abort(new Error("enough"));
    };
    await expect(cloudTower.hosts({}, { signal: stop.signal })).rejects.toThrow("enough");
    expect(clock.passed).toBeLessThan(2 * MINUTE);
  });

  it("leaves time for what comes up to come up whole", async () => {
    const { other, cloudTower, clock } = await failing(5);
    let busy = 2;
    other.answers[HOSTS] = (response) => {
      busy -= 1;
      if (busy >= 0) response.writeHead(503).end();
      else response.end("[]");
    };
    await cloudTower.hosts({});
    expect(clock.passed).toBeGreaterThan(5 * MINUTE);
  });

  it("is survived by the task poller, which still ends in time", async () => {
    const { cloudTower, clock } = await failing(5);
    const short = cloudTower.waitForTask("task", { deadline: clock.now() + MINUTE });
    const long = cloudTower.waitForTask("task", { deadline: clock.now() + 60 * MINUTE });
    let ended = 0;
    const late = short.catch((error: Error) => {
      ended = clock.passed;
      return error;
    });
    expect(await long).toMatchObject({ status: "SUCCESSED" });
    expect(await late).toMatchObject({ name: "TaskTimeoutError" });
    expect(ended).toBeLessThan(2 * MINUTE);
  });

  it("costs a thousand reads few searches", async () => {
    const { one, cloudTower, clock } = await failing(5);
    await Promise.all(Array.from({ length: 1_000 }, () => cloudTower.hosts({})));
    expect(health(one)).toBeLessThan(clock.passed / 1_000);
  });
});

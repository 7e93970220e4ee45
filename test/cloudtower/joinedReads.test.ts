import { describe, expect, it } from "vitest";
import { RefusedError } from "../../provider/cloudtower";
import { clientOf, failureOf, hang, json, openServer, type ScriptedServer, type Seen } from "./scriptedServer";

const VMS_EACH = 5;

const hostId = (index: number) => `host-${String(index).padStart(4, "0")}`;
const hostIds = (count: number) => Array.from({ length: count }, (_, index) => hostId(index));

function hostAnswer(id: string, change: object = {}) {
  const cluster = { id: "cluster", name: "east" };
  return { id, name: `node ${id}`, cluster, status: "CONNECTED_HEALTHY", management_ip: "192.0.2.1", ...change };
}

function vmsOf(host: string) {
  return Array.from({ length: VMS_EACH }, (_, index) => ({
    id: `${host}-vm-${index}`,
    local_id: `${host}-uuid-${index}`,
    name: `VM ${index}`,
    status: "RUNNING",
    host: { id: host, name: `node ${host}` } as object | null,
  }));
}

/** A server with `count` hosts with five VMs each. `change` is applied to every VM that it shows. */
function withHosts(server: ScriptedServer, count: number, change: object = {}): void {
  const known = hostIds(count);
  const page = <T>(all: T[], { first, skip }: Seen["body"]) => all.slice(skip, skip + first);
  server.always("GetHosts", (response, seen) => {
    const asked: string[] = seen.body.where.id_in;
    const found = known.filter((id) => asked.includes(id)).map((id) => hostAnswer(id));
    json(page(found, seen.body))(response, seen);
  });
  server.always("GetVms", (response, seen) => {
    const { host, OR } = seen.body.where;
    const on: string[] = host?.id_in ?? (host ? [host.id] : known);
    const uuids: string[] | undefined = OR?.[0].local_id_in;
    const found = on.flatMap(vmsOf).filter((vm) => !uuids || uuids.includes(vm.local_id) || uuids.includes(vm.id));
    const shown = found.map((vm) => ({ ...vm, ...change }));
    json(page(shown, seen.body))(response, seen);
  });
}

describe("reads of hosts at the same time", () => {
  it("of a thousand hosts are ten requests, and each gets its own host", async () => {
    const server = await openServer();
    withHosts(server, 1000);
    const { cloudTower } = clientOf(server.url);
    const ids = hostIds(1000);
    const hosts = await Promise.all(ids.map((id) => cloudTower.host(id)));
    expect(hosts.map((host) => host?.id)).toEqual(ids);
    expect(server.count("GetHosts")).toBe(10);
  });

  it("of one host is one request, and one that CloudTower does not show is undefined", async () => {
    const server = await openServer();
    withHosts(server, 3);
    const { cloudTower } = clientOf(server.url);
    expect((await cloudTower.host(hostId(1)))?.id).toBe(hostId(1));
    expect(server.count("GetHosts")).toBe(1);
    const [there, gone] = await Promise.all([cloudTower.host(hostId(2)), cloudTower.host("gone")]);
    expect([there?.id, gone]).toEqual([hostId(2), undefined]);
  });

  it("are answered by a request that was sent after they were asked for", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    const names = ["first", "second", "third"];
    let second: ReturnType<typeof cloudTower.host> | undefined;
    server.always("GetHosts", (response, seen) => {
      // Read while the first request is running: that one's answer is older.
      second ??= cloudTower.host(hostId(0));
      json([hostAnswer(hostId(0), { name: names.shift() })])(response, seen);
    });
    expect((await cloudTower.host(hostId(0)))?.name).toBe("first");
    expect((await second)?.name).toBe("second");
    expect((await Promise.all([cloudTower.host(hostId(0)), cloudTower.host(hostId(0))])).length).toBe(2);
    expect(server.count("GetHosts")).toBe(3);
  });

  it("that are asked for one after the other while one is under way go together after it", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    const asked: string[][] = [];
    const later: Promise<unknown>[] = [];
    server.always("GetHosts", async (response, seen) => {
      const ids: string[] = seen.body.where.id_in;
      asked.push(ids);
      for (const index of asked.length === 1 ? [1, 2, 3] : []) {
        later.push(cloudTower.host(hostId(index)));
        await new Promise((resolve) => setImmediate(resolve));
      }
      json(ids.map((id) => hostAnswer(id)))(response, seen);
    });
    await cloudTower.host(hostId(0));
    await Promise.all(later);
    expect(asked).toEqual([[hostId(0)], [hostId(1), hostId(2), hostId(3)]]);
  });

  it("of their clusters share requests, and each cluster gets its own hosts", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    const all = hostIds(6).map((id, index) => hostAnswer(id, { cluster: { id: `cluster-${index % 3}`, name: "c" } }));
    server.always("GetHosts", (response, seen) => {
      const { where, skip } = seen.body;
      json(skip > 0 ? [] : all.filter(({ cluster }) => where.cluster.id_in.includes(cluster.id)))(response, seen);
    });
    const clusters = ["cluster-0", "cluster-1", "gone"].map((id) => cloudTower.hostsOfCluster(id));
    const ids = (await Promise.all(clusters)).map((hosts) => hosts.map((host) => host.id));
    expect(ids).toEqual([[hostId(0), hostId(3)], [hostId(1), hostId(4)], []]);
    expect(server.count("GetHosts")).toBe(2);
  });

  it("one caller that gives up lets the others have their answer", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    const leaving = new AbortController();
    server.next("GetHosts", (response, seen) => {
      leaving.abort(new Error("enough"));
      json([hostAnswer(hostId(0)), hostAnswer(hostId(1))])(response, seen);
    });
    const [left, stayed] = await Promise.allSettled([
      cloudTower.host(hostId(0), { signal: leaving.signal }),
      cloudTower.host(hostId(1), { signal: new AbortController().signal }),
    ]);
    expect(left).toMatchObject({ status: "rejected", reason: { message: "enough" } });
    expect(stayed).toMatchObject({ status: "fulfilled", value: { id: hostId(1) } });
  });

  it("once all callers have given up the request is ended, and one that had not begun is not sent", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    const leaving = new AbortController();
    const closed = new Promise<void>((resolve) => {
      server.next("GetHosts", (response, seen) => {
        response.on("close", resolve);
        leaving.abort(new Error("enough"));
        hang(response, seen);
      });
    });
    const { signal } = leaving;
    const both = [cloudTower.host(hostId(0), { signal }), cloudTower.host(hostId(1), { signal })];
    for (const outcome of await Promise.allSettled(both)) expect(outcome.status).toBe("rejected");
    await closed;

    const never = new AbortController();
    const unsent = cloudTower.host(hostId(0), { signal: never.signal });
    never.abort(new Error("never mind"));
    expect((await failureOf(unsent)).message).toBe("never mind");
    expect((await failureOf(cloudTower.host(hostId(0), { signal: never.signal }))).message).toBe("never mind");
    withHosts(server, 1);
    await cloudTower.host(hostId(0));
    expect(server.count("GetHosts")).toBe(2);
  });

  it("a request that fails fails for all, and for those only", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    server.next("GetHosts", json({ message: "no" }, 400));
    const together = await Promise.allSettled(hostIds(3).map((id) => cloudTower.host(id)));
    for (const outcome of together) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(RefusedError) });
    }
    withHosts(server, 1);
    expect((await cloudTower.host(hostId(0)))?.id).toBe(hostId(0));
  });

  it("have the patience of the most patient", async () => {
    const server = await openServer();
    withHosts(server, 2);
    const { clock, cloudTower } = clientOf(server.url);
    const upAgain = clock.now() + 120_000;
    server.always("GetHosts", (response, seen) => {
      if (clock.now() < upAgain) json({ message: "busy" }, 503)(response, seen);
      else json([hostAnswer(hostId(0)), hostAnswer(hostId(1))])(response, seen);
    });
    const both = [cloudTower.host(hostId(0), { patienceMs: 0 }), cloudTower.host(hostId(1), { patienceMs: 600_000 })];
    expect((await Promise.all(both)).map((host) => host?.id)).toEqual(hostIds(2));
  });
});

describe("reads of the VMs of hosts at the same time", () => {
  it("share requests, and each host gets its own VMs", async () => {
    const server = await openServer();
    withHosts(server, 100);
    const { cloudTower } = clientOf(server.url);
    const ids = hostIds(100);
    const lists = await Promise.all(ids.map((id) => cloudTower.vmsOnHost(id)));
    expect(lists.map((vms) => vms.map((vm) => vm.id))).toEqual(ids.map((id) => vmsOf(id).map((vm) => vm.id)));
    // Five lists, each with its last page; alone it would have been two for each host.
    expect(server.count("GetVms")).toBe(10);
  });

  it.each([
    ["says of no VM", { host: null }],
    ["says otherwise of every VM", { host: { id: "another", name: "another" } }],
  ])("are asked for host by host when CloudTower %s on which host it is", async (_, change) => {
    const server = await openServer();
    withHosts(server, 3, change);
    const { cloudTower } = clientOf(server.url);
    const ids = hostIds(3);
    const lists = await Promise.all(ids.map((id) => cloudTower.vmsOnHost(id)));
    expect(lists.map((vms) => vms.map((vm) => vm.id))).toEqual(ids.map((id) => vmsOf(id).map((vm) => vm.id)));
  });

  it("of one host are assigned by the query alone", async () => {
    const server = await openServer();
    withHosts(server, 1, { host: null });
    expect(await clientOf(server.url).cloudTower.vmsOnHost(hostId(0))).toHaveLength(VMS_EACH);
    expect(server.count("GetVms")).toBe(2);
  });
});

describe("reads of VMs by UUID at the same time", () => {
  it("share requests, and each caller gets its own VMs, by UUID or by id", async () => {
    const server = await openServer();
    withHosts(server, 40);
    const { cloudTower } = clientOf(server.url);
    const ids = hostIds(40);
    const byUuid = ids.map((id) => cloudTower.vmsByUuid(vmsOf(id).map((vm) => vm.local_id)));
    const byId = cloudTower.vmsByUuid([`${hostId(7)}-vm-1`, `${hostId(7)}-uuid-1`, "gone"]);
    const lists = await Promise.all(byUuid);
    expect(lists.map((vms) => vms.map((vm) => vm.id))).toEqual(ids.map((id) => vmsOf(id).map((vm) => vm.id)));
    expect((await byId).map((vm) => vm.vmUuid)).toEqual([`${hostId(7)}-uuid-1`]);
    // Two full lists, and a third with the rest, which must be read to its end because one VM is missing.
    expect(server.count("GetVms")).toBe(4);
  });
});

describe("requests at the same time", () => {
  it("are at most sixteen, including mutating ones, and none is lost", async () => {
    const server = await openServer();
    let underWay = 0;
    let most = 0;
    server.always("EnterMaintenanceMode", (response, seen) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        json({ task_id: `task-${seen.body.where.host_id}`, data: {} })(response, seen);
      });
    });
    const { cloudTower } = clientOf(server.url);
    const ids = hostIds(100);
    const tasks = await Promise.all(ids.map((id) => cloudTower.enterMaintenance(id, [])));
    expect(tasks).toEqual(ids.map((id) => `task-${id}`));
    expect(most).toBeLessThanOrEqual(16);
  });

  it("do not spend their own time limit in the queue", async () => {
    const server = await openServer();
    let answered = 0;
    server.always("EnterMaintenanceMode", (response, seen) => {
      setTimeout(() => {
        answered += 1;
        json({ task_id: "task", data: {} })(response, seen);
      }, 60);
    });
    // Twenty turns of 60 ms, one after the other. The limit is enough for one of them but not for all.
    const { cloudTower } = clientOf(server.url, { requestTimeoutMs: 1_000 });
    await Promise.all(hostIds(320).map((id) => cloudTower.enterMaintenance(id, [])));
    expect(answered).toBe(320);
  });

  it("one whose caller gives up in the queue is never sent", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    const leaving = new AbortController();
    server.next("EnterMaintenanceMode", (response, seen) => {
      leaving.abort(new Error("enough"));
      json({ task_id: "task", data: {} })(response, seen);
    });
    const first = hostIds(16).map((id) => cloudTower.enterMaintenance(id, []));
    const queued = cloudTower.enterMaintenance("queued", [], { signal: leaving.signal });
    expect((await failureOf(queued)).message).toBe("enough");
    await Promise.all(first);
    expect(server.seen.map((one) => one.body.where?.host_id)).not.toContain("queued");
  });
});

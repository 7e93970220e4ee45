import { describe, expect, it } from "vitest";
import { inGroups, readAll } from "../../provider/cloudtower/reads";
import { clientOf, json, openServer, type ScriptedServer } from "./scriptedServer";

function vmNamed(index: number) {
  const number = String(index).padStart(4, "0");
  return { id: `vm-${number}`, local_id: `uuid-${number}`, name: `VM ${index}`, status: "RUNNING" };
}

/** Serves `total` VMs, or those that are requested by UUID, never more than `cap` at once. */
function withVms(server: ScriptedServer, total: number, cap: number): void {
  const all = Array.from({ length: total }, (_, index) => vmNamed(index));
  server.always("GetVms", (response, seen) => {
    const { where, first, skip, orderBy } = seen.body;
    expect(orderBy).toBe("id_ASC");
    const uuids: string[] | undefined = where.OR?.[0].local_id_in;
    const fitting = uuids ? all.filter((vm) => uuids.includes(vm.local_id)) : all;
    json(fitting.slice(skip, skip + Math.min(first, cap)))(response, seen);
  });
}

describe("a list is read to its end", () => {
  it.each([
    [0, 100],
    [3, 1],
    [99, 100],
    [100, 100],
    [101, 100],
    [250, 100],
    [250, 7],
    [200, 1000],
  ])("%i VMs from a server that gives at most %i", async (total, cap) => {
    const server = await openServer();
    withVms(server, total, cap);
    const vms = await clientOf(server.url).cloudTower.vmsOnHost("host");
    expect(vms.map((vm) => vm.vmUuid)).toEqual(Array.from({ length: total }, (_, index) => vmNamed(index).local_id));
  });

  it("and a page that fails is asked again, without a hole or a double", async () => {
    const server = await openServer();
    withVms(server, 30, 7);
    const { cloudTower } = clientOf(server.url);
    const busy = json({ message: "busy" }, 503);
    server.next("GetVms", busy, busy);
    expect(new Set((await cloudTower.vmsOnHost("host")).map((vm) => vm.id)).size).toBe(30);
  });

  it("and an entry that moved to the next page in the meantime is returned once", async () => {
    const pages = [[{ id: "a" }, { id: "b" }], [{ id: "b" }, { id: "c" }], []];
    expect(await readAll(async () => pages.shift() ?? [])).toEqual([{ id: "a" }, { id: "b" }, { id: "c" }]);
  });

  it.each([1, 100, 9_999])("or given up, where every page of %d brings new ones for ever", async (size) => {
    let pages = 0;
    const page = async () => {
      pages += 1;
      return Array.from({ length: size }, (_, at) => ({ id: `${pages}-${at}` }));
    };
    await expect(readAll(page)).rejects.toThrow("CloudTower's list did not end");
    expect(pages).toBeLessThanOrEqual(2_000);
    expect(pages * size).toBeLessThan(120_000 + size);
  });
});

describe("what is asked for by UUID", () => {
  it.each([1, 7, 100])("comes whole from a server that gives at most %i", async (cap) => {
    const server = await openServer();
    withVms(server, 120, cap);
    const uuids = Array.from({ length: 120 }, (_, index) => vmNamed(index).local_id);
    const vms = await clientOf(server.url).cloudTower.vmsByUuid([...uuids, "gone", ...uuids]);
    expect(vms.map((vm) => vm.vmUuid).sort()).toEqual(uuids);
  });

  it("is asked for in groups of a hundred, each once, and no page more than needed", async () => {
    const server = await openServer();
    withVms(server, 250, 100);
    const uuids = Array.from({ length: 250 }, (_, index) => vmNamed(index).local_id);
    await clientOf(server.url).cloudTower.vmsByUuid(uuids);
    const asked: string[][] = server.seen.map((one) => one.body.where.OR[0].local_id_in);
    expect(asked.map((group) => group.length)).toEqual([100, 100, 50]);
    expect(asked.flat().sort()).toEqual(uuids);
    for (const { body } of server.seen) expect(body.where.OR[1].id_in).toEqual(body.where.OR[0].local_id_in);
  });

  it("sends no request if nothing is asked for", async () => {
    const server = await openServer();
    const { cloudTower } = clientOf(server.url);
    expect(await cloudTower.vmsByUuid([])).toEqual([]);
    expect(await cloudTower.tasks([])).toEqual([]);
    expect(server.seen).toEqual([]);
  });

  it("inGroups loses nothing", () => {
    for (const length of [0, 1, 99, 100, 101, 200, 201]) {
      const items = Array.from({ length }, (_, index) => index);
      expect(inGroups(items).flat()).toEqual(items);
      expect(Math.max(0, ...inGroups(items).map((group) => group.length))).toBeLessThanOrEqual(100);
    }
  });
});

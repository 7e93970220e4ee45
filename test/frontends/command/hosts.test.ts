import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { FileStore } from "../../../provider/journal";
import { create, type MaintenanceRequest, remove } from "../../../provider/lifecycle";
import type { Scenario } from "../../../simulator";
import { HOSTILE_HOST, hostileCluster } from "../../shared/hostileCluster";
import { harmIn } from "../../shared/hostileNames";
import { openLifecycle, type SimulatedLifecycle } from "../../shared/openLifecycle";
import { command, openSimulator, ownDirectory, variables } from "./commandLab";

const WIDEST = 100;

/** How many places of a terminal a line takes. */
function widthOf(line: string): number {
  return [...line].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 2 : 1), 0);
}

/** Clusters of eight hosts: node-1 to node-8 in the first, whose node-7 has four VMs, one of which cannot migrate. */
function fleet(name = "node", names = ["east", "west", "north", "south", "lab"]): Scenario {
  const clusters = names.map((cluster, at) => ({
    name: cluster,
    hosts: Array.from({ length: 8 }, (_, index) => ({
      name: `${name}-${at * 8 + index + 1}`,
      memoryGiB: 256,
      vms:
        at === 0 && index === 6
          ? [
              { name: "web", count: 3 },
              { name: "gpu", passthrough: true },
            ]
          : [{ name: `vm-${at}-${index}`, count: 2 }],
    })),
  }));
  // Tasks end at once: how long they take is no matter here.
  const timings = { pending: 0, precheck: 0, shutdown: 0, liveMigrate: 0, powerOn: 0, settle: 0 };
  return { timings, clusters };
}

const EAST = fleet("node", ["east"]);

/** Enters a host of cluster east as a resource whose facts are in this journal. */
async function enter(
  lab: SimulatedLifecycle,
  journal: string,
  host: string,
  change: Partial<MaintenanceRequest> = {},
  nameTag = {},
) {
  const facts = new FileStore(journal, "maintenance/prod/east");
  const request = lab.request(host, change);
  const context = { ...lab.context, facts, nameTag, by: { account: "ada@build-7", towerUser: "root" } };
  const record = await create(context, request);
  return { record, context, request };
}

const listed = async (lab: Pick<SimulatedLifecycle, "simulator">, journal: string, ...words: string[]) => {
  const { code, out, aside } = await command(["hosts", ...words], variables(lab.simulator, journal));
  expect([code, aside]).toEqual([0, ""]);
  return out;
};

/** The rows and notes of one host, without line breaks. */
function about(out: string, host: string): string {
  const lines = out.split("\n");
  const row = lines.findIndex((line) => line.startsWith(`${host} `));
  const notes = lines.slice(row + 1);
  const end = notes.findIndex((line) => !line.startsWith("    "));
  return [lines[row], ...notes.slice(0, end)].join(" ").replace(/\s+/g, " ");
}

describe("40 hosts in 5 clusters", () => {
  it("by cluster; the output alone says who has node-7, why, since when, and what is owed", async () => {
    const lab = await openLifecycle({ scenario: fleet() });
    const journal = ownDirectory();
    await enter(lab, journal, "node-7", { reason: "replace DIMM A2" });
    await lab.clock.sleep(26.5 * 3_600_000);
    const sent = lab.simulator.mutations.length;
    const out = await listed(lab, journal);

    expect(out).toContain("40 hosts in 5 clusters, 1 not in use: node-7");
    expect([...out.matchAll(/^Cluster (\w+)$/gm)].map(([, name]) => name)).toEqual([
      ...["east", "lab", "north", "south", "west"],
    ]);
    expect(out.match(/^node-\d+ +in use +2 +0 +healthy$/gm)?.length).toBeGreaterThan(30);
    expect(about(out, "node-7")).toBe(
      'node-7 in maintenance 2026-01-01 00:00Z 0 1 4 healthy for 1 d 2 h, by resource east of stack prod, project maintenance, run by ada@build-7; reason: "replace DIMM A2" owed: to start gpu; to migrate back web-1, web-2, web-3',
    );
    for (const line of out.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(WIDEST);
    expect(lab.simulator.mutations).toHaveLength(sent);
    expect(lab.simulator.violations).toEqual([]);
    // Not a request for each host.
    expect(lab.simulator.requests.filter(({ operation }) => operation === "GetVms").length).toBeLessThan(20);
  });

  it("of one cluster, by its name", async () => {
    const lab = await openLifecycle({ scenario: fleet() });
    const out = await listed(lab, ownDirectory(), "--cluster", "west");
    expect(out).toContain("8 hosts in 1 cluster, all in use");
    expect(out).not.toContain("Cluster east");
    const { code, aside } = await command(["hosts", "--cluster", "nosuch"], variables(lab.simulator));
    expect([code, aside]).toEqual([1, expect.stringContaining("no host of a cluster nosuch")]);
  });

  it("with names and reasons of East Asia, whose letters take two places", async () => {
    const lab = await openLifecycle({ scenario: fleet("机房一号计算节点主机编号长名称", ["east"]) });
    const journal = ownDirectory();
    const reason = "更换内存条并升级固件".repeat(12);
    await enter(lab, journal, "机房一号计算节点主机编号长名称-7", { reason });
    const out = await listed(lab, journal);
    for (const line of out.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(WIDEST);
    // Wrapped and not cut off.
    expect(out.replace(/\s+/g, "")).toContain(reason);
    expect(out.replace(/\s+/g, "")).toContain("web-1,web-2,web-3");
  });
});

describe("whose session it is", () => {
  it("is not known on another machine, and what is owed is", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    const { record } = await enter(lab, ownDirectory(), "node-7");
    const out = about(await listed(lab, ownDirectory()), "node-7");
    expect(out).toContain("not known whose: the journal");
    expect(out).toContain(`(job ${record.maintenanceJobId})`);
    expect(out).toContain("owed: to start gpu; to migrate back web-1, web-2, web-3");
    expect(about(await listed(lab, "off"), "node-7")).toContain("not known whose: the journal is off");
  });

  it("is said by its name tag on another machine, and what a tag says that was left is not believed", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    await enter(lab, ownDirectory(), "node-7", { reason: "replace DIMM A2" }, { text: "ops-prod" });
    // The label hangs there a moment after it was asked for.
    await lab.clock.sleep(1_000);
    const tagged = "tagged ops-prod, resource east";
    const [first] = JSON.parse(await listed(lab, ownDirectory(), "--json", "--in-maintenance")).hosts;
    expect(first.tags).toEqual([expect.objectContaining({ text: "ops-prod", resource: "east", isSure: true })]);
    expect(about(await listed(lab, ownDirectory()), "node-7")).toContain(`${tagged}; reason: "repla`);

    lab.simulator.operator.exit("node-7", { atOnce: true });
    await lab.clock.sleep(3_600_000);
    expect(about(await listed(lab, ownDirectory()), "node-7")).toContain(`${tagged}, though in use`);
    lab.simulator.operator.enter("node-7", { atOnce: true });
    const later = about(await listed(lab, ownDirectory()), "node-7");
    expect(later).toContain("not known whose");
    expect(later).toContain(`${tagged}, which may be left from another session`);
  });

  it("is the adopter's, after somebody by hand", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    lab.simulator.operator.enter("node-7", { atOnce: true });
    const journal = ownDirectory();
    await enter(lab, journal, "node-7", { ifAlreadyInMaintenance: "adopt" });
    const out = about(await listed(lab, journal), "node-7");
    expect(out).toContain(
      "by resource east of stack prod, project maintenance, which took the session over, run by ada@build-7; no reason",
    );
  });

  it("is known by the job, if the address of CloudTower has changed", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    const journal = ownDirectory();
    await enter(lab, journal, "node-7");
    const env = variables({ url: lab.simulator.url.replace("127.0.0.1", "localhost") }, journal);
    const { out } = await command(["hosts"], env);
    expect(about(out, "node-7")).toContain("by resource east of stack prod");
  });

  it("of a session that followed, by hand, is not the resource's", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    const journal = ownDirectory();
    await enter(lab, journal, "node-7");
    lab.simulator.operator.exit("node-7", { atOnce: true });
    await lab.clock.sleep(3_600_000);
    lab.simulator.operator.enter("node-7", { atOnce: true });
    expect(about(await listed(lab, journal), "node-7")).toContain("not known whose");
  });
});

describe("what somebody has changed since the entry", () => {
  it("is said of each VM, also of one that is deleted", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    const journal = ownDirectory();
    const { record } = await enter(lab, journal, "node-7");
    const [moved, stopped, deleted] = record.liveMigratedVms.map(({ vmUuid }) => vmUuid) as [string, string, string];
    lab.simulator.operator.moveVm(moved, "east/node-8");
    const { hostName } = lab.simulator.vm(stopped);
    lab.simulator.operator.stopVm(stopped);
    lab.simulator.operator.deleteVm(deleted);
    expect(about(await listed(lab, journal), "node-7")).toContain(
      `owed: to start gpu changed since the entry, and left so by default. web-1: moved to node-8; web-2: stopped on ${hostName}; web-3: no longer shown`,
    );
    const { hosts } = JSON.parse(await listed(lab, journal, "--json", "--in-maintenance"));
    expect(hosts[0].owed.changed.map(({ what }: { what: string }) => what)).toEqual(["moved", "stopped", "gone"]);
  });
});

it("--in-maintenance lists only hosts that are not in use, and a host whose name is another's too is named with its cluster", async () => {
  const clusters = ["east", "west"].map((name) => ({ name, hosts: [{ name: "node-1" }, { name: "node-2" }] }));
  const lab = await openLifecycle({ scenario: { ...EAST, clusters } });
  expect(await listed(lab, ownDirectory(), "--in-maintenance")).toContain("4 hosts, all in use");
  for (const cluster of ["east", "west"]) lab.simulator.operator.enter(`${cluster}/node-2`, { atOnce: true });
  const out = await listed(lab, ownDirectory(), "--in-maintenance");
  expect(out).toContain("4 hosts, 2 not in use: east/node-2, west/node-2");
  expect(out).not.toMatch(/^node-1/m);
});

it("lines are as wide as the terminal, and a name is whole if it fits", async () => {
  const name = "hci-rack12-unit07-hypervisor-production";
  const lab = await openLifecycle({ scenario: fleet(name, ["east"]) });
  const journal = ownDirectory();
  await enter(lab, journal, `${name}-7`, { reason: "replace DIMM A2 ".repeat(9) });
  // A stay is told in hours by then: in its first second, two reports may differ.
  await lab.clock.sleep(7_230_000);
  const env = variables(lab.simulator, journal);
  const report = async (columns: number, words: string[]) => (await command(words, env, "", columns)).out;
  for (const columns of [60, 72, 130]) {
    for (const words of [
      ["hosts"],
      ["check"],
      ["report", "--list"],
      ["--help"],
      ["report", "--help"],
      ["hosts", "--help"],
    ]) {
      // What is one word, such as a path, is broken, too.
      for (const line of (await report(columns, words)).split("\n"))
        expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    }
  }
  expect(await report(130, ["hosts"])).toMatch(
    new RegExp(`^${name}-7 +in maintenance +2026-01-01 00:00Z +0 +1 +4 +healthy$`, "m"),
  );
  expect(await report(20, ["hosts"])).toBe(await report(60, ["hosts"]));
});

describe.skipIf(process.platform === "win32")("a journal that is somebody else's", () => {
  const strangers = () => {
    const uid = process.getuid?.() ?? 0;
    const spy = vi.spyOn(process, "getuid").mockReturnValue(uid + 1);
    onTestFinished(() => spy.mockRestore());
    return uid;
  };

  it("tells nothing of a session, and nobody is told to take it over", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    const journal = ownDirectory();
    const { record } = await enter(lab, journal, "node-7");
    const uid = strangers();
    const out = await listed(lab, journal);
    expect(about(out, "node-7")).toContain(
      `not known whose: the journal could not be read (it belongs to uid ${uid}; run this as that user); job ${record.maintenanceJobId}`,
    );
    expect(out).not.toMatch(/by hand|another machine|chown/);
    const env = variables(lab.simulator, journal);
    const check = await command(["check"], env);
    expect(check.out.replace(/\s+/g, " ")).toContain(`cannot be used: it belongs to uid ${uid}; run this as that user`);
    expect(check.out).not.toContain("chown");
  });

  it("has receipts that this user does not see, rather than none", async () => {
    const journal = ownDirectory();
    const uid = strangers();
    for (const words of [["report"], ["report", "--list"]]) {
      const { code, out, aside } = await command(words, { CLOUDTOWER_JOURNAL_DIR: journal });
      expect([code, out]).toEqual([1, ""]);
      expect(aside).toContain(`${journal} could not be read: it belongs to uid ${uid}; run this as that user`);
      expect(aside).not.toMatch(/once it has ended|chown/);
    }
  });

  it("is not known whose, either, if a file of it is left out", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    const journal = ownDirectory();
    await enter(lab, journal, "node-7");
    for (const file of await readdir(journal)) await chmod(join(journal, file), 0o666);
    const out = await listed(lab, journal);
    expect(about(out, "node-7")).toContain("not known whose: not all of the journal could be read");
    expect(out).toContain("Not known: left out of the journal: others can write to");
  });
});

describe("a host that is in use", () => {
  it("owes the VM that its session left off, until destroy has given it back", async () => {
    const lab = await openLifecycle({ scenario: EAST });
    const journal = ownDirectory();
    const { record, context, request } = await enter(lab, journal, "node-7", { reason: "DIMM" });
    // By hand, past the resource: CloudTower leaves VMs with devices off.
    lab.simulator.operator.exit("node-7", { atOnce: true });
    const out = about(await listed(lab, journal), "node-7");
    expect(out).toMatch(/^node-7 in use 3 1 1 healthy out of maintenance, but VMs are owed by resource east/);
    expect(out).toContain("owed: to start gpu");
    await remove(context, record, request);
    expect(about(await listed(lab, journal), "node-7")).toBe("node-7 in use 4 0 healthy");
  });
});

it("an entry that is under way is shown with its resource", async () => {
  const lab = await openLifecycle({ scenario: EAST });
  const journal = ownDirectory();
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskStalled", afterSteps: 1 });
  const timeouts = { precheckMs: 600_000, enterMs: 60_000, exitMs: 60_000 };
  await expect(enter(lab, journal, "node-7", { timeouts, reason: "DIMM" })).rejects.toThrow(
    "could not be followed to its end",
  );
  const out = about(await listed(lab, journal), "node-7");
  expect(out).toMatch(/^node-7 entering 2026-01-01 00:00Z .* by resource east of stack prod.*; reason: "DIMM"/);
});

it("--json has it all for programs", async () => {
  const lab = await openLifecycle({ scenario: EAST });
  const journal = ownDirectory();
  const { record } = await enter(lab, journal, "node-7", { reason: "replace DIMM A2" });
  const { hosts, ...rest } = JSON.parse(await listed(lab, journal, "--json")) as { hosts: { name: string }[] };
  expect(rest).toMatchObject({ server: lab.simulator.url, journal, total: 8, notKnown: [] });
  expect(hosts).toHaveLength(8);
  expect(hosts.find(({ name }) => name === "node-7")).toEqual({
    ...{ id: record.hostId, name: "node-7", clusterId: record.clusterId, clusterName: "east" },
    ...{ connection: "CONNECTED_HEALTHY", state: "maintenance" },
    ...{ since: record.enteredAt, jobId: record.maintenanceJobId },
    holder: {
      ...{ project: "maintenance", stack: "prod", resource: "east" },
      ...{ adopted: false, isGuess: false, reason: "replace DIMM A2" },
      person: { account: "ada@build-7", towerUser: "root" },
    },
    vms: { running: 0, off: 1, other: 0 },
    owed: {
      start: [{ vmUuid: expect.any(String), vmName: "gpu" }],
      moveBack: [1, 2, 3].map((number) => ({ vmUuid: expect.any(String), vmName: `web-${number}` })),
      changed: [],
    },
  });
});

describe("what cannot be read is said, and the rest is shown", () => {
  it.each([
    ["ExitMaintenanceModePrecheckResult", "an exit plan could not be read", "0 1 4 healthy"],
    ["GetVms", "the VMs of hosts could not be read", "? ? 4 healthy"],
  ])("%s", async (operation, words, row) => {
    const lab = await openLifecycle({ scenario: EAST });
    const journal = ownDirectory();
    await enter(lab, journal, "node-7");
    lab.simulator.faults.inject({ operation, kind: "status", status: 404, times: 1_000 });
    const out = await listed(lab, journal);
    expect(out).toContain(`Not known: ${words}`);
    // The record in the journal knows what is owed, too.
    expect(about(out, "node-7")).toContain(`00:00Z ${row}`);
  });

  it("no hosts, because the login is refused", async () => {
    const simulator = await openSimulator();
    const env = { ...variables(simulator), CLOUDTOWER_PASSWORD: "MarkedPasswordCore" };
    const { code, out, aside } = await command(["hosts"], env);
    expect([code, out]).toEqual([1, ""]);
    expect(aside).toContain('did not let user "root"');
    expect(aside).toContain("pulumi-cloudtower check");
    expect(aside).not.toContain("MarkedPasswordCore");
  });
});

it("names that mean harm do none", async () => {
  const simulator = await openSimulator({ scenario: hostileCluster() });
  simulator.operator.enter(HOSTILE_HOST, { atOnce: true });
  simulator.operator.raiseAlert({ host: HOSTILE_HOST }, { severity: "CRITICAL", message: "x\u001b[2J<{%x%}>\nok" });
  for (const words of [["hosts"], ["check"]]) {
    const { out, aside } = await command(words, variables(simulator));
    expect(harmIn(out + aside)).toEqual([]);
    expect(out).not.toMatch(/^(error: update failed|ok$)/m);
    // In quotation marks, with what is invisible as its code.
    expect(out).toMatch(/"node-1<\{ %x%\}>\\u202e/);
  }
});

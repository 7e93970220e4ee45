// What a person learns from `report` who was not there, and what hostile names, old receipts and damaged files do to it.
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { whoRuns } from "../../../provider/frontends/who";
import { FileStore } from "../../../provider/journal";
import { create, type Receipt, remove, type SessionRecord } from "../../../provider/lifecycle";
import { filled } from "../../fixtures/placeholders";
import { HOSTILE_NAMES, harmIn, harmWithin } from "../../shared/hostileNames";
import { openLifecycle } from "../../shared/openLifecycle";
import { stuckVms } from "../../shared/outcomes";
import { PASSWORD, SecretSearch } from "../../shared/secretSearch";
import { EXIT } from "../../shared/simulatedLifecycle";
import { command, ownDirectory } from "./commandLab";

const WIDEST = 100;
const OWNER = "maintenance/prod/node-1-memory";
const REASON = "Replace DIMM A2, CHG-4711";

/** Runs `report` on a journal; nothing may go wrong. */
async function reported(journal: string, ...words: string[]): Promise<string> {
  const { code, out, aside } = await command(["report", ...words], { CLOUDTOWER_JOURNAL_DIR: journal });
  expect([code, aside]).toEqual([0, ""]);
  return out;
}

const RECORD: SessionRecord = {
  recordVersion: 2,
  ...{ server: "https://tower.example.com", hostId: "host-1", hostName: "node-1" },
  ...{ clusterId: "cluster-1", clusterName: "east", phase: "maintenance", adopted: false },
  ...{ submittedAt: "2026-01-05T08:00:00.000Z", enteredAt: "2026-01-05T08:00:00.000Z", maintenanceJobId: "job-1" },
  ...{ shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] },
};

/** Keeps a receipt of a session that began in this hour. */
async function keep(journal: string, hour: number, receipt: Receipt, record: Partial<SessionRecord> = {}) {
  const time = `2026-01-05T${String(hour).padStart(2, "0")}:00:00.000Z`;
  const store = new FileStore(journal, OWNER);
  return store.keepReceipt({ ...RECORD, submittedAt: time, enteredAt: time, ...record }, receipt);
}

it("a session with one VM shut down, one moved by somebody and one deleted is clear to somebody who was not there", async () => {
  const lab = await openLifecycle(
    { password: PASSWORD },
    {
      credentials: { username: "root", password: PASSWORD, source: "LOCAL" },
    },
  );
  const [journal, search] = [ownDirectory(), new SecretSearch()];
  const by = whoRuns({
    preview: "warn",
    connection: {
      ...{ server: lab.simulator.url, servers: [lab.simulator.url], insecureSkipTlsVerify: false },
      credentials: { username: "ops-east", password: PASSWORD, source: "LOCAL" },
    },
  });
  const context = { ...lab.context, facts: new FileStore(journal, OWNER), by };
  const [shut, deleted] = stuckVms(lab).map(({ name }) => name) as [string, string];
  const record = await create(context, lab.request("node-1", { reason: REASON }));
  await lab.clock.sleep(47 * 60_000);
  const [moved = { vmName: "", vmUuid: "" }] = record.liveMigratedVms;
  const from = lab.simulator.vm(moved.vmUuid).hostName;
  const to = ["node-2", "node-3"].find((name) => name !== from) ?? "";
  lab.simulator.operator.moveVm(moved.vmUuid, `east/${to}`);
  lab.simulator.operator.deleteVm(deleted);
  await remove(context, record, { ...EXIT, reason: REASON, restore: { ...EXIT.restore, changed: "skip" } });

  const [md, html, json] = (await Promise.all(
    ["md", "html", "json"].map((format) => reported(journal, "node-1", "--format", format)),
  )) as [string, string, string];
  const flat = (text: string) => text.replaceAll("&#64;", "@").replaceAll("&#34;", '"');
  for (const text of [md, html].map(flat)) {
    for (const fact of [REASON, "node-1, cluster east", "prod, project maintenance", "ops-east", by.account]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain("It concerned 6 VMs, of which 2 were shut down. 4 are as before, 2 are not.");
    expect(text).toMatch(/in maintenance for 47 min \d+ s/);
    expect(text).toContain(`moved from host ${from} to ${to}`);
    expect(text).toContain("deleted, or hidden");
  }
  const row = (name: string) => md.split("\n").find((line) => line.startsWith(`| ${name} |`)) ?? "";
  expect(row(shut)).toMatch(
    / \| running on node-1 \| shut down; without power 4[78] min \d+ s at most, .* \| running on node-1 \| as before \|$/,
  );
  expect(row(moved.vmName)).toBe(
    `| ${moved.vmName} | running on node-1 | migrated | running on ${to} | not as before: see above |`,
  );
  expect(row(deleted)).toMatch(
    / \| shut down; without power since .* \| not shown by CloudTower any more \| not as before/,
  );
  expect(md).toContain(
    `- **${moved.vmName}**: running on ${to}, not on node-1. Changed since the entry: "The VM was moved from host ${from} to ${to}." To do: migrate it back if it should be on node-1.`,
  );
  expect(md).toMatch(new RegExp(`- \\*\\*${deleted}\\*\\*: not shown .*: deleted, or hidden .* To do: `));
  expect(md).not.toMatch(/&#64;|\(\w{8}-/);

  const told = JSON.parse(json);
  expect(told).toMatchObject({
    reportVersion: 1,
    host: { name: "node-1", clusterName: "east" },
    resource: { project: "maintenance", stack: "prod", name: "node-1-memory" },
    reason: REASON,
    enteredBy: by,
    ending: "exit",
  });
  expect(told.vms).toHaveLength(6);
  expect(told.vms.find((vm: { name: string }) => vm.name === shut).withoutPowerSeconds).toBeGreaterThan(47 * 60 - 10);
  for (const [place, text] of Object.entries({ md, html, json, list: await reported(journal, "--list") })) {
    search.look(place, text);
  }
  expect(search.hits).toEqual([]);
});

describe("the HTML", () => {
  const HARM = [
    ...Object.values(HOSTILE_NAMES),
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table></svg></title></style>",
    "&lt;b&gt; &#60;i>",
    "x' onload='alert(1)",
  ];

  it("has the same elements whatever the names and reasons are, and none that loads or runs anything", async () => {
    const receipt = (texts: readonly string[]): Receipt => ({
      vms: texts.map((vmName, at) => ({
        ...{ vmUuid: `uuid-${at}`, vmName, outcome: "left", did: "shut down", why: vmName, hostName: vmName },
        ...{ powerState: "STOPPED", offAt: "2026-01-05T08:01:00.000Z" },
      })),
      ...{ ending: "exit", leftAt: "2026-01-05T09:00:00.000Z", reason: texts.join("") },
      endedBy: { account: texts.join(""), towerUser: texts.join("") },
    });
    const [journal, another] = [ownDirectory(), ownDirectory()];
    await keep(journal, 8, receipt(HARM.map((_, at) => `plain-${at}`)));
    const plain = await reported(journal, "--format", "html");
    await keep(another, 8, receipt(HARM), { hostName: HARM.join(""), clusterName: HARM.join("") });
    const hostile = await reported(another, "--format", "html");
    // In an attribute, text has no ">".
    const elements = (page: string) => [...page.matchAll(/<(\/?[a-z0-9!]+)([^>]*)>/gi)];
    const names = (page: string) => elements(page).map(([, name]) => name);
    expect(names(hostile)).toEqual(names(plain));
    const kinds = new Set(names(hostile).map((name) => name?.toLowerCase()));
    for (const active of ["script", "img", "a", "link", "iframe", "object", "use", "form"])
      expect(kinds).not.toContain(active);
    for (const [, , attributes = ""] of elements(hostile)) {
      expect(attributes.replace(/"[^"]*"/g, "")).not.toMatch(/\bon\w+|\bsrc\b|\bhref\b|style/i);
    }
    expect(hostile.split("\n").flatMap(harmIn)).toEqual([]);
  });

  it("shows of each VM when it was without power", async () => {
    const journal = ownDirectory();
    await keep(journal, 8, {
      vms: [
        {
          vmUuid: "1",
          vmName: "db",
          outcome: "restored",
          did: "shut down",
          powerState: "RUNNING",
          hostName: "node-1",
          offAt: "2026-01-05T08:15:00.000Z",
          onAt: "2026-01-05T08:45:00.000Z",
        },
        { vmUuid: "2", vmName: "web", outcome: "restored", did: "migrated", powerState: "RUNNING", hostName: "node-1" },
      ],
      ...{ ending: "exit", entryOverAt: "2026-01-05T08:20:00.000Z", exitBeganAt: "2026-01-05T08:40:00.000Z" },
      ...{ leftAt: "2026-01-05T08:50:00.000Z", writtenAt: "2026-01-05T09:00:00.000Z" },
    });
    const page = await reported(journal, "--format", "html");
    const bars = [...page.matchAll(/<rect x="([\d.]+)" [^>]*width="([\d.]+)" [^>]*class="(\w+)"><title>(\w+):/g)];
    const widths = bars.map(([, , width, kind, vm]) => [vm, kind, Math.round(Number(width))]);
    // An hour is as wide as four times a quarter of an hour.
    const quarter = widths[0]?.[2] as number;
    expect(widths.slice(0, 2)).toEqual([
      ["db", "here", quarter],
      ["db", "off", expect.any(Number)],
    ]);
    expect(Math.abs((widths[1]?.[2] as number) - 2 * quarter)).toBeLessThanOrEqual(1);
    expect(widths.slice(3).map(([vm, kind]) => [vm, kind])).toEqual(
      ["moving", "away", "moving", "here"].map((kind) => ["web", kind]),
    );
  });
});

describe("a VM that is not as before", () => {
  const vm = (vmName: string, vmUuid = `uuid of ${vmName}`) => ({ vmUuid, vmName });
  const left = { outcome: "left", did: "migrated" } as const;
  const off = { powerState: "STOPPED", hostName: "node-3" };

  it("has its state, the reason and what to do, once", async () => {
    const journal = ownDirectory();
    const stoppedAt = "2026-01-05T08:30:10.000Z";
    const stopped = `is STOPPED on node-3 since ${stoppedAt}; it ran before; not started, because it was stopped after the entry`;
    const vms: Receipt["vms"] = [
      { ...vm("web-02"), ...left, ...off, stoppedAt, why: stopped },
      { ...vm("web-03"), ...left, ...off, why: "is STOPPED on node-3; it ran before; not selected by restore" },
      { ...vm("web-04"), ...left, ...off, outcome: "failed", why: 'is STOPPED on node-3; it ran before; "no memory"' },
      { ...vm("web-05"), ...left, ...off, powerState: "RUNNING", why: "is RUNNING on node-3" },
      { ...vm("web-06"), ...left, why: "is in the recycle bin", ...off },
      { ...vm("web-07"), ...left, why: "no longer shown by CloudTower: deleted, or hidden from this user" },
    ];
    const times = { leftAt: "2026-01-05T09:00:00.000Z", writtenAt: "2026-01-05T09:00:00.000Z" };
    const record = { liveMigratedVms: vms.map(({ vmUuid, vmName }) => ({ vmUuid, vmName, powerState: "RUNNING" })) };
    await keep(journal, 8, { vms, ending: "exit", ...times }, record);
    const md = await reported(journal);
    const told = [...md.matchAll(/^- \*\*(web-\d+)\*\*: (.*)$/gm)].map(([, name, text]) => [name, text]);
    expect(Object.fromEntries(told)).toEqual({
      "web-02":
        "off on node-3. Somebody stopped it at 2026-01-05 08:30:10Z, so it was not started. To do: start it if it should run.",
      "web-03":
        "off on node-3. It ran before. It was not started, because restore does not select it. To do: start it if it should run.",
      "web-04": 'off on node-3. It ran before. "no memory". To do: start it.',
      "web-05": "running on node-3, not on node-1. To do: migrate it back if it should be on node-1.",
      "web-06": "in the recycle bin. To do: restore it from there if it is still needed.",
      "web-07":
        "not shown by CloudTower any more: deleted, or hidden from this user. To do: if it was not meant to be deleted, ask whoever manages it.",
    });
    expect(md.match(/Somebody stopped it/g)).toHaveLength(1);
    expect(await reported(journal, "--format", "html")).toMatch(
      /web-07 \(gone\).*class="gone"><title>web-07: not shown any more/s,
    );
  });

  it("is named with its UUID only if the name is not enough; a VM that was off before is drawn as such", async () => {
    const journal = ownDirectory();
    const vms: Receipt["vms"] = [vm("db", "uuid-1"), vm("db", "uuid-2"), vm("web", "uuid-3")].map((one) => ({
      ...{ ...one, outcome: "restored", did: "moved while off" },
      ...{ powerState: "STOPPED", hostName: "node-1" },
    }));
    const lists = { offlineMigratedVms: vms.map(({ vmUuid, vmName }) => ({ vmUuid, vmName, powerState: "STOPPED" })) };
    await keep(journal, 8, { vms, ending: "exit", leftAt: "2026-01-05T09:00:00.000Z" }, lists);
    const md = await reported(journal);
    for (const row of ["| db (uuid-1) | off on node-1", "| db (uuid-2) |", "| web |"]) expect(md).toContain(row);
    const page = await reported(journal, "--format", "html");
    expect(page).toContain("uuid-3");
    const bars = [...page.matchAll(/class="([\w-]+)"><title>/g)].map(([, kind]) => kind);
    expect(new Set(bars)).toEqual(new Set(["off-before"]));
  });
});

it("the Markdown keeps its tables and paragraphs whatever the names are", async () => {
  const journal = ownDirectory();
  const names = [
    ...Object.values(HOSTILE_NAMES),
    "a | b |",
    "`code`",
    "[x](http://evil.example)",
    "<b>x</b>",
    "**x**",
    "\\|",
    "# x",
  ];
  const vms = names.map((vmName, at) => ({ vmUuid: `uuid-${at}`, vmName, outcome: "left" as const, why: vmName }));
  await keep(journal, 8, { vms, reason: names.join("") });
  const md = await reported(journal);
  expect(md.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(4);
  const rows = md.split("\n").filter((line) => line.startsWith("|"));
  expect(rows).toHaveLength(names.length + 2);
  for (const row of rows) expect(row.match(/\|/g)).toHaveLength(6);
  expect(md).not.toMatch(/[<>`\\[\]]|https?:\/\/evil/);
  for (const line of md.split("\n")) expect(line.match(/\*/g) ?? []).toHaveLength(line.startsWith("- **") ? 4 : 0);
  expect(md.split("\n").flatMap(harmIn)).toEqual([]);
});

it("the JSON has harmful names in a harmless spelling, which parses to the names", async () => {
  const journal = ownDirectory();
  const names = Object.values(HOSTILE_NAMES);
  await keep(journal, 8, { vms: names.map((vmName) => ({ vmUuid: "1", vmName, outcome: "restored" })) });
  const json = await reported(journal, "--json");
  expect(json.split("\n").flatMap((line) => harmIn(line).filter((harm) => harm !== "colour markup"))).toEqual([]);
  expect(JSON.parse(json).vms.map((vm: { name: string }) => vm.name)).toEqual(names);
});

it("a receipt of 0.1.0 is reported, with “not recorded” for what it lacks", async () => {
  const journal = ownDirectory();
  const old = await readFile(join(__dirname, "../../fixtures/journal/0.1.0/receipt.json"), "utf8");
  const times = { submittedAt: "2026-01-05T08:00:00.000Z", enteredAt: "2026-01-05T08:01:00.000Z" };
  const known = ["server", "hostId", "clusterId", "taskId", "maintenanceJobId"].map((name) => [name, name]);
  const vms = ["gpu-01", "license-01", "web-01", "web-02", "cache-01"].map((name) => [`vm ${name}`, name]);
  const text = filled(old, { ...Object.fromEntries([...known, ...vms]), ...times });
  await writeFile(join(journal, "tower_host_2026.receipt.json"), text, { mode: 0o600 });

  const md = await reported(journal);
  for (const label of ["Reason", "Who entered", "How it ended", "Who ended it", "Out of maintenance", "Exit began"]) {
    expect(md).toContain(`- **${label}**: not recorded`);
  }
  expect(md).toContain(
    "| gpu-01 | running on node-1 | shut down; for how long is not recorded | not recorded | as before |",
  );
  expect(md).toContain("| web-01 | running on node-1 | migrated | not recorded | not as before: see above |");
  expect(md).toMatch(
    /\*\*web-01\*\*: left as it is: changed since .* To do: see in CloudTower whether it runs, and where\.$/m,
  );
  expect(md).toContain("| cache-01 | off on node-1 | not recorded | not recorded | as before |");
  expect(JSON.parse(await reported(journal, "--json"))).toMatchObject({
    leftAt: null,
    reason: null,
    maintenanceSeconds: null,
  });
  expect(await reported(journal, "--format", "html")).toContain("<h2>VMs</h2>");
  expect(await reported(journal, "--list")).toMatch(/node-1 +2026-01-05 08:01Z +not known +not recorded +1 of 5 +dev/);
});

describe("a session", () => {
  const empty: Receipt = { vms: [] };
  const sessions = async (journal: string) =>
    JSON.parse(await reported(journal, "--list", "--json")).sessions as { session: string; receipt: string }[];

  it("is the newest, or named by its id, the beginning of that, its host, or the path that destroy printed", async () => {
    const journal = ownDirectory();
    const first = await keep(journal, 8, { ...empty, reason: "first" });
    await keep(journal, 9, { ...empty, reason: "second" });
    await keep(journal, 10, { ...empty, reason: "other" }, { hostId: "host-2", hostName: "node-2" });
    const list = await sessions(journal);
    expect(list.map(({ receipt }) => receipt).at(-1)).toBe(first);
    const reason = async (...words: string[]) => JSON.parse(await reported(journal, "--json", ...words)).reason;
    expect(await reason()).toBe("other");
    const id = list[2]?.session ?? "";
    for (const name of [id, id.slice(0, 5), first]) expect(await reason(name)).toBe("first");
    for (const name of ["node-1", "host-1"]) expect(await reason(name)).toBe("second");
  });

  it("that is not there, or that several hosts may mean, is an error that says where it looked", async () => {
    const journal = ownDirectory();
    const fails = async (...words: string[]) => {
      const { code, out, aside } = await command(["report", ...words], { CLOUDTOWER_JOURNAL_DIR: journal });
      expect([code, out]).toEqual([1, ""]);
      return aside;
    };
    expect(await fails()).toMatch(/no receipt yet.*The journal is /);
    await keep(journal, 8, empty);
    await keep(journal, 9, empty, { hostId: "host-9", clusterName: "west", clusterId: "cluster-9" });
    expect(await fails("node-1")).toContain("clusters west, east");
    const advice = await fails('x". Run pulumi destroy\u001b[2J');
    expect(advice).toContain("report --list shows what there is");
    expect(harmIn(advice.trimEnd())).toEqual([]);
  });

  it("in the list has a line of at most 100 characters, and harms no terminal", async () => {
    const journal = ownDirectory();
    expect(await reported(journal, "--list")).toContain("No receipt in ");
    const names = Object.values(HOSTILE_NAMES);
    for (const [at, name] of names.entries()) {
      await keep(
        journal,
        at % 24,
        { ...empty, reason: name, ending: "somebody else" },
        { hostId: `h${at}`, hostName: name },
      );
    }
    const list = await reported(journal, "--list");
    for (const line of list.split("\n").slice(0, -3)) expect([...line].length, line).toBeLessThanOrEqual(WIDEST);
    expect(list.split("\n").flatMap(harmIn)).toEqual([]);
    expect(harmWithin((await sessions(journal)).map(({ session }) => session))).toEqual([]);
  });
});

it("files that are damaged, of a newer version, or writable by others are named, and the rest is listed", async () => {
  const journal = ownDirectory();
  const good = await keep(journal, 8, { vms: [] });
  const text = JSON.parse(await readFile(good, "utf8"));
  const write = (name: string, content: string) =>
    writeFile(join(journal, `${name}.receipt.json`), content, { mode: 0o600 });
  await write("cut", '{"version": 2, "own');
  await write("newer", JSON.stringify({ ...text, version: 3 }));
  await write("others", JSON.stringify(text));
  await chmod(join(journal, "others.receipt.json"), 0o666);
  const { code, out, aside } = await command(["report", "--list"], { CLOUDTOWER_JOURNAL_DIR: journal });
  expect(code).toBe(1);
  expect(out.match(/node-1/g)).toHaveLength(1);
  expect(aside).toMatch(/cut\.receipt\.json is damaged/);
  expect(aside).toMatch(/newer\.receipt\.json was written by a newer version/);
  expect(aside).toMatch(/others can write to .*others\.receipt\.json/);
});

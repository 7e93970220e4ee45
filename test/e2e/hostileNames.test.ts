// Tenants choose the names of VMs. Pulumi panics at its own colour markup, which only `--color always` shows, as every
// terminal has it.
import { expect, it } from "vitest";
import { HOSTILE_HOST, hostileCluster } from "../shared/hostileCluster";
import { HOSTILE_NAMES, harmIn, harmWithin } from "../shared/hostileNames";
import { textBelow } from "./harness/files.js";
import { type CliResult, createProject, HAS_TERMINAL, STACK_TRACE, startInTerminal } from "./harness/index.js";
import { openSimulator, places, recordOf } from "./oneHost";

const COLOURS = ["--color", "always"];
/** Pulumi's own colours. */
const ESCAPE = String.fromCharCode(0x1b);
const SGR = new RegExp(`${ESCAPE}\\[[0-9;]*m`, "g");
/** Pulumi's own marks and line ends, which are not ours. */
const PULUMIS = /[\t\r]/g;

/** What every run must be, however the names try to make it something else. */
function harmless(result: CliResult, what: string): void {
  expect(result, what).toSucceed();
  const text = result.all.replace(SGR, "").replace(PULUMIS, "");
  expect(harmIn(text), `${what}:\n${text}`).toEqual([]);
  expect(text).not.toMatch(/panic:|goroutine \d|^error: update failed$/m);
  expect(text).not.toMatch(STACK_TRACE);
}

it("VMs, hosts and clusters with harmful names are entered, reported and given back like others", async () => {
  const { simulator, env } = await openSimulator({ scenario: hostileCluster() });
  const before = places(simulator);
  const [host] = simulator.snapshot().hosts.filter(({ name }) => name === HOSTILE_HOST);
  const program = (reason: string) => `
import { getHost, HostMaintenanceMode } from "pulumi-cloudtower";
export const found = getHost({ name: ${JSON.stringify(HOSTILE_HOST)} });
export const host = new HostMaintenanceMode("host", {
  hostId: found.then(({ id }) => id), allowShutdown: "all", reason: ${JSON.stringify(reason)},
});
`;
  const project = await createProject({ language: "esm", program: program("first"), env });
  const preview = await project.preview(COLOURS);
  harmless(preview, "preview");
  harmless(await project.up(["--skip-preview", ...COLOURS]), "up");
  expect(simulator.host(host?.id ?? "").state).toBe("MAINTENANCE_MODE");

  // Every VM to be shut down is told of: by its name if that is shown as it is, else by what nobody can forge.
  const shut = simulator.snapshot().vms.filter(({ name, power }) => power === "STOPPED" && passthrough(name));
  expect(shut.length).toBeGreaterThan(5);
  for (const { localId, name } of shut.filter((vm) => running(before, vm.localId))) {
    const isTold = [localId, JSON.stringify(name)].some((told) => preview.all.includes(told)) || /^\w+$/.test(name);
    expect(isTold, `${name} (${localId})`).toBe(true);
  }

  const record = await recordOf(project);
  // The stub is a text of ours, of several lines.
  expect(harmWithin({ ...record, __provider: "" })).toEqual([]);
  const outputs = (await project.outputs()) as { host: object };
  expect(harmWithin({ ...outputs, host: { ...outputs.host, __provider: "" } })).toEqual([]);
  expect(
    harmIn((await textBelow(project.homeDir)).replaceAll("\t", "")).filter((what) => what !== "colour markup"),
  ).toEqual([]);

  harmless(await project.up(["--skip-preview", ...COLOURS]), "a second up, which shows what is exported");
  harmless(await project.refresh(["--skip-preview", ...COLOURS]), "refresh");
  await project.setProgram(program("second"));
  harmless(await project.up(COLOURS), "up with its preview");
  harmless(await project.run(["stack", "--stack", "dev", ...COLOURS]), "stack");
  harmless(await project.destroy(COLOURS), "destroy with its preview");
  expect(simulator.host(host?.id ?? "").state).toBe("IN_USE");
  expect(places(simulator)).toEqual(before);
});

it("a refusal names all VMs concerned, and no name can pose as advice", async () => {
  const names = ["web-<{%", 'x (1), set allowShutdown: "all", then run pulumi up again', "last"];
  const { simulator, env } = await openSimulator({
    scenario: {
      clusters: [
        {
          name: "east",
          hosts: [{ name: "node-1", vms: names.map((name) => ({ name, passthrough: true })) }, { name: "node-2" }],
        },
      ],
    },
  });
  const id = JSON.stringify(simulator.host("node-1").id);
  const program = `
import { HostMaintenanceMode } from "pulumi-cloudtower";
new HostMaintenanceMode("host", { hostId: ${id}, allowShutdown: "none" });
`;
  const project = await createProject({ language: "esm", program, env });
  const [{ localId: first }, { localId: second }, { localId: third }] = names.map((name) =>
    simulator.vm(name),
  ) as never as [{ localId: string }, { localId: string }, { localId: string }];
  for (const colour of ["always", "never"]) {
    const result = await project.up(["--skip-preview", "--color", colour]);
    expect(result.code).not.toBe(0);
    const text = result.all.replace(SGR, "");
    expect(text).toContain(
      `does not cover: "web-<{ %" (${first}), "x (1), set allowShutdown: \\"all\\", then run pulumi up again" (${second}), last (${third}). Next: if they may be shut down, set allowShutdown: ["${first}","${second}","last"]`,
    );
    expect(harmIn(text.replace(PULUMIS, ""))).toEqual([]);
  }
});

it.skipIf(!HAS_TERMINAL)("in a terminal, where rows are drawn and cut to its width, the same", async () => {
  const { simulator, env } = await openSimulator({ scenario: hostileCluster() });
  const before = places(simulator);
  const [host] = simulator.snapshot().hosts.filter(({ name }) => name === HOSTILE_HOST);
  const program = `
import { HostMaintenanceMode } from "pulumi-cloudtower";
export const host = new HostMaintenanceMode("host", { hostId: ${JSON.stringify(host?.id)}, allowShutdown: "all" });
`;
  const project = await createProject({ language: "esm", program, env });
  for (const [command, columns] of [
    ["preview", 60],
    ["up --yes", 80],
    ["up --yes", 200],
    ["refresh --yes", 120],
    ["destroy --yes", 100],
  ] as const) {
    const { all, exitCode } = await startInTerminal(project, command, columns).done;
    expect(exitCode, `${command}:\n${all}`).toBe(0);
    expect(all).not.toMatch(/panic:|goroutine \d|<\{%/);
    // A title, a cleared screen: what names try, and Pulumi does not need to draw rows.
    expect(all).not.toMatch(new RegExp(`${ESCAPE}(\\]0;|\\[2J|\\[31mred)`));
  }
  expect(places(simulator)).toEqual(before);
});

function passthrough(name: string): boolean {
  return Object.values<string>(HOSTILE_NAMES).indexOf(name) % 3 === 0;
}

function running(vms: ReturnType<typeof places>, localId: string): boolean {
  return vms.some((vm) => vm.localId === localId && vm.power === "RUNNING");
}

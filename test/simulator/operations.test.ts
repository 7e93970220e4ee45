import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ApiClient } from "./apiClient";

const contract = parse(
  readFileSync(join(__dirname, "../../provider/cloudtower/contract/cloudtower.openapi.yaml"), "utf8"),
) as { paths: Record<string, { post?: object }> };

/** A body that the contract allows, for every POST of it. */
const bodies: Record<string, unknown> = {
  "/login": { username: "root", password: "simulator" },
  "/start-vm": { where: { name: "report-01" } },
  "/migrate-vm": { where: { name: "web-01" } },
  "/enter-maintenance-mode-precheck": { where: { name: "node-1" } },
  "/enter-maintance-mode-precheck-result": { where: { task_id: "none" } },
  "/enter-maintance-mode": { where: { host_id: "none" }, data: {} },
  "/exit-maintance-mode-precheck-result": { where: { name: "node-1" } },
  "/exit-maintance-mode": { where: { host_id: "none" }, data: {} },
  "/operate-host-power": { where: { host_id: "none" }, data: { action: "poweroff", force: false } },
  "/create-label": [{ key: "k", value: "v" }],
  "/update-label": { where: { key: "k" }, data: { value: "w" } },
  "/add-labels-to-resources": { where: { key: "k" }, data: {} },
  "/remove-labels-from-resources": { where: { key: "k" }, data: {} },
  "/delete-label": { where: { key: "k" } },
};

describe("every operation of the contract", () => {
  const posts = Object.keys(contract.paths).filter((path) => contract.paths[path]?.post);

  it.each(posts)("%s is served, as the contract has it", async (path) => {
    const client = await ApiClient.open({ quirks: { nulls: 0.5 } });
    const { status } = await client.send(path, bodies[path] ?? {});
    expect([200, 400, 404]).toContain(status);
    expect(client.sim.violations).toEqual([]);
  });

  it("needs a token, but for login and get-version", async () => {
    const client = await ApiClient.open();
    client.token = undefined;
    for (const path of posts) {
      const { status } = await client.send(path, bodies[path] ?? {});
      expect([path, status]).toEqual([path, path === "/login" ? 200 : 401]);
    }
    expect((await fetch(`${client.sim.url}/v2/api/get-version`)).status).toBe(200);
  });

  it.each([
    ["/get-alerts", { where: { message: "x" } }],
    ["/get-clusters", { where: { hypervisor: "ELF" } }],
    ["/get-labels", { where: { OR: [{ host: {} }] } }],
    ["/create-label", { key: "k" }],
    ["/operate-host-power", { where: { host_id: "x" }, data: { action: "reset", force: true } }],
    ["/operate-host-power", { where: { id: "x" }, data: { action: "reboot", force: true } }],
    ["/migrate-vm", { where: {}, data: {} }],
  ])("%s refuses %j", async (path, body) => {
    const client = await ApiClient.open();
    expect((await client.send(path, body)).status).toBe(400);
    expect(client.sim.violations).toMatchObject([{ kind: "request" }]);
  });
});

it("VMs with passthrough show the device that they hold, and whether they are the system's own", async () => {
  const vms = [
    { name: "plain" },
    { name: "some", passthrough: true },
    { name: "usb", passthrough: "usb" as const },
    { name: "pci", passthrough: "pci" as const },
    { name: "files", usage: "SFS_CONTROLLER" as const },
  ];
  const client = await ApiClient.open({
    scenario: { clusters: [{ name: "c", hosts: [{ name: "a", vms }, { name: "b" }] }] },
  });
  const shown = (await client.vms()).map((vm) => [
    vm.name,
    ...[vm.gpu_devices, vm.usb_devices, vm.pci_nics].map((devices) => devices?.length),
    vm.vm_usage,
  ]);
  expect(shown).toEqual([
    ["plain", 0, 0, 0, null],
    ["some", 1, 0, 0, null],
    ["usb", 0, 1, 0, null],
    ["pci", 0, 0, 1, null],
    ["files", 0, 0, 0, "SFS_CONTROLLER"],
  ]);
});

import { z } from "zod";
import type { Operator } from "./operator";

const vm = z.string();
const host = z.string();
const name = z.string();
const names = z.array(z.string()).optional();
const onlyVm = z.strictObject({ vm });
const onlyHost = z.strictObject({ host });
const atOnce = z.boolean().optional();
const status = z.enum([
  "CONNECTED_HEALTHY",
  "CONNECTED_WARNING",
  "CONNECTED_ERROR",
  "CONNECTING",
  "INITIALIZING",
  "SESSION_EXPIRED",
]);
const service = z.enum(["job-center", "iscsi-redirector", "libvirt", "vm-monitor"]);

/** The operator's actions as POST bodies: the last part of the path, and what it does. */
export function operatorRoutes(operator: Operator): [name: string, act: (body: unknown) => unknown][] {
  const route = <T>(
    path: string,
    schema: z.ZodType<T>,
    act: (body: T) => unknown,
  ): [string, (body: unknown) => unknown] => [path, (body) => act(schema.parse(body))];
  return [
    route("move-vm", z.strictObject({ vm, host }), (body) => operator.moveVm(body.vm, body.host)),
    route("start-vm", onlyVm, (body) => operator.startVm(body.vm)),
    route("stop-vm", onlyVm, (body) => operator.stopVm(body.vm)),
    route("rename-vm", z.strictObject({ vm, name }), (body) => operator.renameVm(body.vm, body.name)),
    route("delete-vm", onlyVm, (body) => operator.deleteVm(body.vm)),
    route("recycle-vm", onlyVm, (body) => operator.recycleVm(body.vm)),
    route("rename-host", z.strictObject({ host, name }), (body) => operator.renameHost(body.host, body.name)),
    route("move-host", z.strictObject({ host, cluster: name }), (body) => operator.moveHost(body.host, body.cluster)),
    route("remove-host", onlyHost, (body) => operator.removeHost(body.host)),
    route("enter", z.strictObject({ host, shutdownVms: names, atOnce }), ({ host, ...options }) => ({
      taskId: operator.enter(host, options),
    })),
    route(
      "exit",
      z.strictObject({ host, powerOn: names, liveMigrateBack: names, offlineMigrateBack: names, atOnce }),
      ({ host, ...options }) => ({ taskId: operator.exit(host, options) }),
    ),
    route("power-off-host", onlyHost, (body) => operator.powerOffHost(body.host)),
    route("power-on-host", onlyHost, (body) => operator.powerOnHost(body.host)),
    route("set-host-status", z.strictObject({ host, status }), (body) =>
      operator.setHostStatus(body.host, body.status),
    ),
    route("set-recovery", z.strictObject({ cluster: name, on: z.boolean() }), (body) =>
      operator.setRecovery(body.cluster, body.on),
    ),
    route("set-storage-network", z.strictObject({ cluster: name, healthy: z.boolean() }), (body) =>
      operator.setStorageNetwork(body.cluster, body.healthy),
    ),
    route("set-host-service", z.strictObject({ host, service, healthy: z.boolean() }), (body) =>
      operator.setHostService(body.host, body.service, body.healthy),
    ),
  ];
}

import { z } from "zod";
import { hostServices } from "../model/entities";
import { alertSchema } from "../scenario/alerts";
import { hostStatusSchema } from "../scenario/clusters";
import type { Operator } from "./operator";

const vm = z.string();
const host = z.string();
const cluster = z.string();
const name = z.string();
const names = z.array(z.string()).optional();
const onlyVm = z.strictObject({ vm });
const onlyHost = z.strictObject({ host });
const atOnce = z.boolean().optional();
const healthy = z.boolean();
const ms = z.number().nonnegative();

type Route = [name: string, act: (body: unknown) => unknown];

function route<T>(path: string, schema: z.ZodType<T>, act: (body: T) => unknown): Route {
  return [path, (body) => act(schema.parse(body))];
}

/** The operator's actions as POST requests: the last part of the path, and what it does. */
export function operatorRoutes(operator: Operator): Route[] {
  return [...vmRoutes(operator), ...hostRoutes(operator), ...otherRoutes(operator)];
}

function vmRoutes(operator: Operator): Route[] {
  const ignores = z.union([z.boolean(), ms]);
  return [
    route("move-vm", z.strictObject({ vm, host }), (body) => operator.moveVm(body.vm, body.host)),
    route("drs", z.strictObject({ vm, host }), (body) => operator.drs(body.vm, body.host)),
    route("start-vm", onlyVm, (body) => operator.startVm(body.vm)),
    route("stop-vm", onlyVm, (body) => operator.stopVm(body.vm)),
    route("rename-vm", z.strictObject({ vm, name }), (body) => operator.renameVm(body.vm, body.name)),
    route("delete-vm", onlyVm, (body) => operator.deleteVm(body.vm)),
    route("recycle-vm", onlyVm, (body) => operator.recycleVm(body.vm)),
    route("set-ignores-shutdown", z.strictObject({ vm, ignores }), (body) =>
      operator.setIgnoresShutdown(body.vm, body.ignores),
    ),
  ];
}

function hostRoutes(operator: Operator): Route[] {
  const back = { powerOn: names, liveMigrateBack: names, offlineMigrateBack: names };
  const service = z.enum(hostServices);
  return [
    route("rename-host", z.strictObject({ host, name }), (body) => operator.renameHost(body.host, body.name)),
    route("move-host", z.strictObject({ host, cluster }), (body) => operator.moveHost(body.host, body.cluster)),
    route("remove-host", onlyHost, (body) => operator.removeHost(body.host)),
    route("enter", z.strictObject({ host, shutdownVms: names, atOnce }), ({ host, ...options }) => ({
      taskId: operator.enter(host, options),
    })),
    route("exit", z.strictObject({ host, ...back, atOnce }), ({ host, ...options }) => ({
      taskId: operator.exit(host, options),
    })),
    route("power-off-host", onlyHost, (body) => operator.powerOffHost(body.host)),
    route("power-on-host", onlyHost, (body) => operator.powerOnHost(body.host)),
    route("restart-host", onlyHost, (body) => ({ taskId: operator.restartHost(body.host) })),
    route("set-host-status", z.strictObject({ host, status: hostStatusSchema }), (body) =>
      operator.setHostStatus(body.host, body.status),
    ),
    route("set-host-service", z.strictObject({ host, service, healthy }), (body) =>
      operator.setHostService(body.host, body.service, body.healthy),
    ),
  ];
}

function otherRoutes(operator: Operator): Route[] {
  const silence = z.enum(["reset", "hang"]).optional();
  const alert = alertSchema.extend({ host: host.optional(), cluster: cluster.optional() });
  return [
    route("set-recovery", z.strictObject({ cluster, on: z.boolean(), ms: ms.optional() }), (body) =>
      operator.setRecovery(body.cluster, body.on, body.ms),
    ),
    route("set-storage-network", z.strictObject({ cluster, healthy }), (body) =>
      operator.setStorageNetwork(body.cluster, body.healthy),
    ),
    route("raise-alert", alert, ({ host, cluster = "", ...said }) => ({
      alertId: operator.raiseAlert(host === undefined ? { cluster } : { host }, said),
    })),
    route("end-alert", z.strictObject({ alertId: z.string() }), (body) => operator.endAlert(body.alertId)),
    route("failover", z.strictObject({ gapMs: ms.optional(), silence }), (body) => operator.failover(body)),
    route("set-user-actions", z.strictObject({ username: name, actions: z.array(z.string()) }), (body) =>
      operator.setUserActions(body.username, body.actions),
    ),
  ];
}

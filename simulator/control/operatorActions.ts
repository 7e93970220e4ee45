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

type Action = [name: string, act: (body: unknown) => unknown];

function action<T>(path: string, schema: z.ZodType<T>, act: (body: T) => unknown): Action {
  return [path, (body) => act(schema.parse(body))];
}

/** What an operator can do, as POST requests: the last part of the path, and what happens. */
export function operatorActions(operator: Operator): Action[] {
  return [...vmActions(operator), ...hostActions(operator), ...otherActions(operator)];
}

function vmActions(operator: Operator): Action[] {
  const ignores = z.union([z.boolean(), ms]);
  return [
    action("move-vm", z.strictObject({ vm, host }), (body) => operator.moveVm(body.vm, body.host)),
    action("drs", z.strictObject({ vm, host }), (body) => operator.drs(body.vm, body.host)),
    action("start-vm", onlyVm, (body) => operator.startVm(body.vm)),
    action("stop-vm", onlyVm, (body) => operator.stopVm(body.vm)),
    action("rename-vm", z.strictObject({ vm, name }), (body) => operator.renameVm(body.vm, body.name)),
    action("delete-vm", onlyVm, (body) => operator.deleteVm(body.vm)),
    action("recycle-vm", onlyVm, (body) => operator.recycleVm(body.vm)),
    action("set-ignores-shutdown", z.strictObject({ vm, ignores }), (body) =>
      operator.setIgnoresShutdown(body.vm, body.ignores),
    ),
  ];
}

function hostActions(operator: Operator): Action[] {
  const back = { powerOn: names, liveMigrateBack: names, offlineMigrateBack: names };
  const service = z.enum(hostServices);
  return [
    action("rename-host", z.strictObject({ host, name }), (body) => operator.renameHost(body.host, body.name)),
    action("move-host", z.strictObject({ host, cluster }), (body) => operator.moveHost(body.host, body.cluster)),
    action("remove-host", onlyHost, (body) => operator.removeHost(body.host)),
    action("enter", z.strictObject({ host, shutdownVms: names, atOnce }), ({ host, ...options }) => ({
      taskId: operator.enter(host, options),
    })),
    action("exit", z.strictObject({ host, ...back, atOnce }), ({ host, ...options }) => ({
      taskId: operator.exit(host, options),
    })),
    action("power-off-host", onlyHost, (body) => operator.powerOffHost(body.host)),
    action("power-on-host", onlyHost, (body) => operator.powerOnHost(body.host)),
    action("restart-host", onlyHost, (body) => ({ taskId: operator.restartHost(body.host) })),
    action("set-host-status", z.strictObject({ host, status: hostStatusSchema }), (body) =>
      operator.setHostStatus(body.host, body.status),
    ),
    action("set-host-service", z.strictObject({ host, service, healthy }), (body) =>
      operator.setHostService(body.host, body.service, body.healthy),
    ),
  ];
}

function otherActions(operator: Operator): Action[] {
  const silence = z.enum(["reset", "hang"]).optional();
  const alert = alertSchema.extend({ host: host.optional(), cluster: cluster.optional() });
  return [
    action("set-recovery", z.strictObject({ cluster, on: z.boolean(), ms: ms.optional() }), (body) =>
      operator.setRecovery(body.cluster, body.on, body.ms),
    ),
    action("set-storage-network", z.strictObject({ cluster, healthy }), (body) =>
      operator.setStorageNetwork(body.cluster, body.healthy),
    ),
    action("raise-alert", alert, ({ host, cluster = "", ...said }) => ({
      alertId: operator.raiseAlert(host === undefined ? { cluster } : { host }, said),
    })),
    action("end-alert", z.strictObject({ alertId: z.string() }), (body) => operator.endAlert(body.alertId)),
    action("failover", z.strictObject({ gapMs: ms.optional(), silence }), (body) => operator.failover(body)),
    action("set-user-actions", z.strictObject({ username: name, actions: z.array(z.string()) }), (body) =>
      operator.setUserActions(body.username, body.actions),
    ),
  ];
}

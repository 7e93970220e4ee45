import type { Core } from "../../core";
import type { Schemas } from "../../model/entities";
import {
  alertFields,
  clusterFields,
  hostFields,
  labelFields,
  roleFields,
  taskFields,
  vmFields,
} from "../query/filterable";
import { ordered, type Paging, paged } from "../query/page";
import { type Filterable, fieldOf, filterOf } from "../query/where";
import { alertBody } from "../views/alert";
import { clusterBody } from "../views/cluster";
import { hostBody } from "../views/host";
import { labelBody } from "../views/label";
import { taskBody } from "../views/task";
import { roleBody } from "../views/user";
import { vmBody } from "../views/vm";
import type { Operation } from "./call";

export const getHosts: Operation = (core, { body }: { body: Schemas["GetHostsRequestBody"] }) =>
  list(core, "Host", [...core.world.hosts.values()], body, hostFields, (host) => hostBody(core.world, host));

export const getVms: Operation = (core, { body }: { body: Schemas["GetVmsRequestBody"] }) => {
  const { world } = core;
  const vms = [...world.vms.values()];
  return list(
    core,
    "Vm",
    vms,
    body,
    (vm) => vmFields(world, vm),
    (vm) => vmBody(world, vm),
  );
};

export const getClusters: Operation = (core, { body }: { body: Schemas["GetClustersRequestBody"] }) =>
  list(core, "Cluster", core.world.clusters, body, clusterFields, (cluster) => clusterBody(core.world, cluster));

export const getAlerts: Operation = (core, { body }: { body: Schemas["GetAlertsRequestBody"] }) =>
  list(core, "Alert", [...core.world.alerts.values()], body, alertFields, alertBody);

export const getLabels: Operation = (core, { body }: { body: Schemas["GetLabelsRequestBody"] }) =>
  list(core, "Label", [...core.world.labels.values()], body, labelFields, (label) => labelBody(core.world, label));

/** Each user has a role of their own. */
export const getRoles: Operation = (core, { body }: { body: Schemas["GetUserRoleNextsRequestBody"] }) => {
  const roles = core.auth.users.map((user) => ({ id: user.roleId, user }));
  return list(
    core,
    "UserRoleNext",
    roles,
    body,
    ({ user }) => roleFields(user),
    ({ user }) => roleBody(user),
  );
};

export const getTasks: Operation = (core, { body, language }) => {
  const { world } = core;
  const hidden = world.clock.scaled(core.quirks.taskUnknownFor);
  const known = [...world.tasks.values()].filter((task) => world.clock.now() - task.createdAt >= hidden);
  return list(
    core,
    "Task",
    known,
    body,
    (task) => taskFields(world, task),
    (task) => taskBody(world, task, language),
  );
};

/** Filters first, on the few filterable fields; whole bodies are built only for what is answered. */
function list<T extends { id: string }, B extends object>(
  core: Core,
  schema: string,
  items: T[],
  request: Paging & { where?: unknown },
  fields: (item: T) => Filterable,
  toBody: (item: T) => B,
): B[] {
  const { quirks, contract, random } = core;
  if (quirks.seesNothing) return [];
  const passes = filterOf(request.where);
  let found = items.filter((item) => passes(fields(item)));
  if (typeof request.orderBy === "string") {
    // Where the contract lists the orders, its check of the request has asked already; some are of fields that it leaves out.
    const isListed = contract.schemas[`${schema}OrderByInput`]?.enum !== undefined;
    const known = isListed ? null : Object.keys(contract.schemas[schema]?.properties as object);
    found = ordered(found, request.orderBy, known, (item, field) => {
      const cheap = fields(item);
      return fieldOf(field in cheap ? cheap : toBody(item), field);
    });
  } else if (quirks.shuffle) {
    found = found
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }
  return paged(found, request, quirks.listCap).map(toBody);
}

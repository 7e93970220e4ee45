import type { Core } from "../../core";
import type { Schemas } from "../../model/entities";
import { hostFields, taskFields, vmFields } from "../query/filterable";
import { ordered, type Paging, paged } from "../query/page";
import { type Filterable, fieldOf, filterOf } from "../query/where";
import { hostBody } from "../views/host";
import { taskBody } from "../views/task";
import { vmBody } from "../views/vm";
import type { Operation } from "./call";

export const getHosts: Operation = (core, { body }: { body: Schemas["GetHostsRequestBody"] }) =>
  list(core, "Host", [...core.world.hosts.values()], body, hostFields, (host) => hostBody(core.world, host));

export const getVms: Operation = (core, { body }: { body: Schemas["GetVmsRequestBody"] }) =>
  list(core, "Vm", [...core.world.vms.values()], body, vmFields, vmBody);

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
    const known = Object.keys(contract.schemas[schema]?.properties as object);
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

import type { Core } from "../../core";
import type { Label, Schemas } from "../../model/entities";
import { TaskFailure } from "../../model/failure";
import { attach, deleteLabel, detach, findLabel, labelJob, newLabel } from "../../model/labels";
import { text } from "../../model/text";
import { badRequest } from "../errors";
import { labelBody } from "../views/label";
import { type Call, mutate, nothingChanged, type Operation, withTask } from "./call";
import { hostsOf, namedLabels } from "./find";

export const createLabel: Operation = (core, call: Call<Schemas["LabelCreationParams"][]>) => {
  const { world } = core;
  for (const { key, value = "" } of call.body) requireFree(core, key, value);
  return call.body.map(({ key, value = "" }) => {
    const label = newLabel(world, key, value);
    const taskId = change(core, call, "create", label, () => {
      // Of two calls at the same time one comes too late.
      if (findLabel(world, key, value)) throw new TaskFailure(takenText(key, value));
      world.labels.set(label.id, label);
    });
    return withTask(core, taskId, labelBody(world, label));
  });
};

export const updateLabel: Operation = (core, call: Call<Schemas["LabelUpdationParams"]>) => {
  const labels = namedLabels(core, call.body.where);
  const next = (label: Label) => ({ key: call.body.data.key ?? label.key, value: call.body.data.value ?? label.value });
  const changing = labels.filter((label) => label.key !== next(label).key || label.value !== next(label).value);
  if (changing.length === 0) return nothingChanged;
  for (const label of changing) requireFree(core, next(label).key, next(label).value);
  return changing.map((label) => {
    const taskId = change(core, call, "update", label, () => Object.assign(label, next(label)));
    return withTask(core, taskId, labelBody(core.world, label));
  });
};

export const deleteLabels: Operation = (core, call: Call<Schemas["LabelDeletionParams"]>) =>
  namedLabels(core, call.body.where).map((label) => {
    const taskId = change(core, call, "delete", label, () => deleteLabel(core.world, label));
    return withTask(core, taskId, { id: label.id });
  });

export const addLabels: Operation = (core, call) => hang(core, call, "attach");
export const removeLabels: Operation = (core, call) => hang(core, call, "detach");

/** Adds labels to hosts or removes them; a label for which there is nothing to do is left out of the answer. */
function hang(core: Core, call: Call<Schemas["AddLabelsToResourcesParams"]>, what: "attach" | "detach") {
  const { where, data } = call.body;
  const labels = namedLabels(core, where);
  const hosts = data.hosts ? hostsOf(core, data.hosts) : [];
  const wrong = (label: Label) => hosts.filter((host) => host.labels.includes(label) === (what === "detach"));
  const changing = labels.filter((label) => wrong(label).length > 0);
  if (changing.length === 0) return nothingChanged;
  return changing.map((label) => {
    const taskId = change(core, call, what, label, () => {
      // Somebody may have deleted it meanwhile.
      if (!core.world.labels.has(label.id)) return;
      for (const host of wrong(label)) (what === "attach" ? attach : detach)(host, label);
    });
    return withTask(core, taskId, labelBody(core.world, label));
  });
}

function change(
  core: Core,
  call: Call<unknown>,
  what: Parameters<typeof labelJob>[1],
  label: Label,
  act: () => void,
): string | null {
  return mutate(core, call, labelJob(core.world, what, label, act));
}

function requireFree(core: Core, key: string, value: string): void {
  const { labelValueLimit } = core.quirks;
  if (value.length > labelValueLimit) {
    throw badRequest(
      `The value of a label has ${labelValueLimit} characters at the most.`,
      `标签值不能超过 ${labelValueLimit} 个字符。`,
    );
  }
  const taken = takenText(key, value);
  if (findLabel(core.world, key, value)) throw badRequest(taken.en, taken.zh);
}

function takenText(key: string, value: string) {
  return text(`Label ${key}: ${value} exists already.`, `标签 ${key}:${value} 已存在。`);
}

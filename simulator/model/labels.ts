import type { Host, Label } from "./entities";
import type { Job, Work } from "./jobs";
import { type Text, text } from "./text";
import type { World } from "./world";

/** The label with this key and value: there is never more than one. */
export function findLabel(world: World, key: string, value: string): Label | undefined {
  return [...world.labels.values()].find((label) => label.key === key && label.value === value);
}

/** A label that is not public yet: {@link labelJob} makes it so. */
export function newLabel(world: World, key: string, value: string): Label {
  return { id: world.otherIds.cuid(), key, value, createdAt: world.clock.now() };
}

export function hostsWith(world: World, label: Label): Host[] {
  return [...world.hosts.values()].filter(({ labels }) => labels.includes(label));
}

const words: Record<"create" | "update" | "attach" | "detach" | "delete", Text> = {
  create: text("Create label", "创建标签"),
  update: text("Update label", "更新标签"),
  attach: text("Add label to resources of", "为资源添加标签"),
  detach: text("Remove label from resources of", "从资源移除标签"),
  delete: text("Delete label", "删除标签"),
};

/** One change of a label, which takes a moment. */
export function labelJob(world: World, what: keyof typeof words, label: Label, act: () => void): Job {
  const { en, zh } = words[what];
  return {
    description: text(`${en} ${label.key}`, `${zh} ${label.key}`),
    resourceType: "Label",
    resourceId: label.id,
    cluster: null,
    totalMs: world.timings.label,
    work: change(world, act),
  };
}

function* change(world: World, act: () => void): Work {
  yield world.timings.label;
  act();
}

export function deleteLabel(world: World, label: Label): void {
  world.labels.delete(label.id);
  for (const host of hostsWith(world, label)) detach(host, label);
}

export function attach(host: Host, label: Label): void {
  host.labels = [...host.labels, label];
}

export function detach(host: Host, label: Label): void {
  host.labels = host.labels.filter((other) => other !== label);
}

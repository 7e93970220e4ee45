import type { Host, Label, Schemas } from "../../model/entities";
import { hostsWith } from "../../model/labels";
import type { World } from "../../model/world";
import { timeText } from "./time";

/** A label as the API shows it; the contract's Label leaves the value out, which the server gives. */
export function labelBody(world: World, label: Label): Schemas["Label"] & { value: string } {
  const hosts = hostsWith(world, label);
  return {
    id: label.id,
    key: label.key,
    value: label.value,
    createdAt: timeText(label.createdAt),
    hosts: hosts.map(({ id, name, managementIp }) => ({ id, name, management_ip: managementIp })),
    host_num: hosts.length,
    total_num: hosts.length,
  };
}

export function nestedLabels({ labels }: Host): Schemas["NestedLabel"][] {
  return labels.map(({ id, key, value }) => ({ id, key, value }));
}

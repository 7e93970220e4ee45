import { describe } from "../describe";
import type { VmList } from "../lifecycle/vms/selector";
import { SettingsError } from "./errors";

/** More VMs than fit on a host; a list without end is a mistake. */
export const MAX_LIST = 1_000;

/** A consent from a setting: `all`, `none`, a JSON list, or names and UUIDs of VMs with commas between them. */
export function parseConsent(text: string, label: string): VmList {
  const word = text.trim();
  if (word === "all" || word === "none") return word;
  const refuse = (found: string) =>
    new SettingsError(`${label} must be "all", "none" or a list of VM names or UUIDs, not ${found}`);
  const list = /^[[{]/.test(word) ? parseJson(word) : word.split(",").map((part) => part.trim());
  if (list === undefined) throw refuse("a text that begins like JSON and is none");
  if (!Array.isArray(list)) throw refuse(describe(list));
  if (list.length > MAX_LIST) throw new SettingsError(`${label} must hold at most ${MAX_LIST} VMs, not ${list.length}`);
  const wrong = list.findIndex((entry) => !isVm(entry));
  if (wrong !== -1) throw refuse(`one with ${describe(list[wrong])} in it`);
  const alone = list.find((entry) => entry === "all" || entry === "none");
  if (alone === undefined) return list;
  throw new SettingsError(`${label} must be "${alone}" itself, or a list without that word in it`);
}

function isVm(entry: unknown): boolean {
  return typeof entry === "string" && entry.trim() !== "" && !/\p{Cc}/u.test(entry);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Consent } from "../lifecycle/consent";
import { SettingsError } from "./errors";

/** More VMs than fit on a host; a list without end is a mistake. */
export const MAX_LIST = 1_000;

/** A consent from a setting: `all`, `none`, a JSON list, or names and UUIDs of VMs with commas between them. */
export function parseConsent(text: string, label: string): Consent {
  const word = text.trim();
  if (word === "all" || word === "none") return word;
  const list = word.startsWith("[") ? parseJson(word) : word.split(",").map((part) => part.trim());
  if (Array.isArray(list) && list.length > MAX_LIST) {
    throw new SettingsError(`${label} must hold at most ${MAX_LIST} VMs, not ${list.length}`);
  }
  const isVm = (entry: unknown) => typeof entry === "string" && entry.trim() !== "" && !/\p{Cc}/u.test(entry);
  if (Array.isArray(list) && list.every(isVm)) {
    const alone = list.find((entry) => entry === "all" || entry === "none");
    if (alone === undefined) return list;
    throw new SettingsError(`${label} must be ${JSON.stringify(alone)} itself, or a list without that word in it`);
  }
  throw new SettingsError(`${label} must be "all", "none" or a list of VM names or UUIDs, not ${JSON.stringify(text)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

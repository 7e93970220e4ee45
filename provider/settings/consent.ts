import type { Consent } from "../lifecycle/consent";
import { SettingsError } from "./errors";

/** A consent from a setting: `all`, `none`, a JSON list, or names and UUIDs of VMs with commas between them. */
export function parseConsent(text: string, label: string): Consent {
  const word = text.trim();
  if (word === "all" || word === "none") return word;
  const list = word.startsWith("[") ? parseJson(word) : word.split(",").map((part) => part.trim());
  if (Array.isArray(list) && list.every((entry) => typeof entry === "string" && entry.trim() !== "")) return list;
  throw new SettingsError(`${label} must be "all", "none" or a list of VM names or UUIDs, not ${JSON.stringify(text)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { type Consent, isVmIdentifier } from "../lifecycle/consent";
import { SettingsError } from "./errors";

/** A consent from a setting: `all`, `none`, a JSON list, or UUIDs with commas between them. */
export function parseConsent(text: string, label: string): Consent {
  const word = text.trim();
  if (word === "all" || word === "none") return word;
  const list = word.startsWith("[") ? parseJson(word) : word.split(",").map((part) => part.trim());
  if (Array.isArray(list) && list.every((entry) => typeof entry === "string" && isVmIdentifier(entry))) return list;
  throw new SettingsError(`${label} must be "all", "none" or a list of VM UUIDs, not ${JSON.stringify(text)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

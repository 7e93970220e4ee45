// Reads this program's config, in the project's own namespace: which host, and every argument of the resource.
import * as pulumi from "@pulumi/pulumi";
import type { HostMaintenanceModeArgs } from "pulumi-cloudtower";

/** How each key is written: text; VMs, as "all", "none" or names with commas between them; or a group, set by path. */
const KEYS: Record<string, Kind> = {
  hostId: "text",
  hostName: "text",
  cluster: "text",
  allowShutdown: "VMs",
  restore: "group",
  ifAlreadyInMaintenance: "text",
  onForeignSession: "text",
  timeouts: "group",
  reason: "text",
  connection: "text",
};

type Kind = "text" | "VMs" | "group";

/** How to set lists and groups. */
const BY_PATH: Record<string, string> = {
  allowShutdown: "'allowShutdown[0]' web-01",
  restore: "restore.powerOn none",
  timeouts: "timeouts.enter 4h",
};

/** Settings, which belong into the namespace cloudtower. */
const SETTINGS = [
  "server",
  "token",
  "username",
  "password",
  "source",
  "authConfigId",
  "caCert",
  "preview",
  "journalDir",
];

/** Reads the config, and refuses unknown keys: a misspelled key would silently have no effect. */
export function readConfig(): HostMaintenanceModeArgs {
  const config = new pulumi.Config();
  const own = `${config.name}:`;
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(own));
  const unknown = keys.map((key) => key.slice(own.length)).find((key) => !Object.hasOwn(KEYS, key));
  if (unknown !== undefined) {
    const name = JSON.stringify(unknown.slice(0, 60));
    throw new pulumi.RunError(`Unknown key ${name} in this project's config. ${didYouMean(unknown)}`);
  }
  const values = Object.fromEntries(Object.entries(KEYS).map(([key, kind]) => [key, read(key, kind, config.get(key))]));
  if (!values.hostId === !values.hostName) {
    throw new pulumi.RunError(
      "Say which host: pulumi config set hostId ID, or pulumi config set hostName NAME (and cluster)",
    );
  }
  return values;
}

function read(key: string, kind: Kind, text: string | undefined): unknown {
  if (!text) return undefined;
  if (kind === "text") return text;
  if (kind === "group") return fromJson(key, text);
  const words = text.trim();
  if (words === "all" || words === "none") return words;
  return words.startsWith("[") ? fromJson(key, words) : words.split(",").map((name) => name.trim());
}

/** `pulumi config set --path` stores a group or a list as an object. Programs get it as JSON. */
function fromJson(key: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Reported below, like any other text.
  }
  throw new pulumi.RunError(
    `${key} cannot be read. Run pulumi config rm ${key}, then set it by path, as in: pulumi config set --path ${BY_PATH[key]}`,
  );
}

function didYouMean(unknown: string): string {
  const given = lettersOf(unknown);
  const setting = SETTINGS.find((name) => lettersOf(name) === given);
  if (setting) return `Did you mean cloudtower:${setting}?`;
  const known = Object.keys(KEYS);
  const meant = known.find((key) => given.startsWith(lettersOf(key)) || lettersOf(key).startsWith(given));
  return meant ? `Did you mean ${meant}?` : `There are: ${known.join(", ")}`;
}

function lettersOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, "");
}

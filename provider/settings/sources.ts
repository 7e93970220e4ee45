import { named, quoted } from "../describe";
import { didYouMean, nearest } from "../didYouMean";
import { SettingsError } from "./errors";

/** Where settings come from. The environment wins: it is always current, the stack config may be that of the last up. */
export interface SettingsSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Stack config by full key, for example `cloudtower:server`; objects as JSON. */
  config: (key: string) => string | undefined;
  /** The full keys that the stack config has, of every namespace. */
  configKeys: () => readonly string[];
}

/** The settings of one connection, by their config key, and how the environment calls them. */
export const CONNECTION_SETTINGS = {
  server: "SERVER",
  token: "TOKEN",
  username: "USER",
  password: "PASSWORD",
  source: "USER_SOURCE",
  caCert: "CA_CERT",
  insecureSkipTlsVerify: "INSECURE_SKIP_TLS_VERIFY",
} as const;

/** The settings of the whole stack. */
export const STACK_SETTINGS = {
  allowShutdown: "ALLOW_SHUTDOWN",
  previewPrecheck: "PREVIEW_PRECHECK",
  journalDir: "JOURNAL_DIR",
} as const;

/** What a connection can be called: its name is part of names of variables. */
export const CONNECTION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
export const CONNECTION_RULE =
  "the name of an entry of the setting cloudtower:connections: letters, digits, - and _, a letter first, at most 40";

export type ConnectionKey = keyof typeof CONNECTION_SETTINGS;
export type StackKey = keyof typeof STACK_SETTINGS;

/** A setting as it was found, and what to call it when talking about it. */
export interface Found {
  value: string | undefined;
  from: "env" | "config" | "nowhere";
  /** For example `cloudtower:server (CLOUDTOWER_SERVER)`. */
  label: string;
  /** Where nothing was found: a variable that was probably meant, as a sentence. */
  hint?: string | undefined;
}

/** What names of variables begin with: those of the whole stack, or of a connection. */
export function environmentPrefix(name: string | undefined): string {
  return name === undefined ? "CLOUDTOWER_" : `CLOUDTOWER_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`;
}

/** Looks up settings by key: environment first, then stack config. An empty value counts as none. */
export function stackLookup({ env, config }: SettingsSources): (key: StackKey) => Found {
  return (key) => find(env, `CLOUDTOWER_${STACK_SETTINGS[key]}`, config(`cloudtower:${key}`), `cloudtower:${key}`);
}

/** The same for a connection; for a named one only `connections.NAME` and `CLOUDTOWER_NAME_*` count. */
export function connectionLookup({ env, config }: SettingsSources, name?: string): (key: ConnectionKey) => Found {
  if (name === undefined) {
    return (key) =>
      find(env, `CLOUDTOWER_${CONNECTION_SETTINGS[key]}`, config(`cloudtower:${key}`), `cloudtower:${key}`);
  }
  const prefix = environmentPrefix(name);
  const connections = parseConnections(config("cloudtower:connections"));
  const other = nearest(name, Object.keys(connections));
  const isGiven = Object.hasOwn(connections, name) || Object.keys(env).some((variable) => variable.startsWith(prefix));
  if (!isGiven && other !== undefined) {
    throw new SettingsError(
      `cloudtower:connections.${name}.server (${prefix}SERVER) is not set, nor anything else of that connection. Did you mean ${quoted(other)}?`,
    );
  }
  const entry = namedEntry(connections, name);
  return (key) => find(env, prefix + CONNECTION_SETTINGS[key], entry[key], `cloudtower:connections.${name}.${key}`);
}

function find(env: SettingsSources["env"], variable: string, configured: string | undefined, key: string): Found {
  const label = `${key} (${variable})`;
  if (env[variable]) return { value: env[variable], from: "env", label };
  if (configured) return { value: configured, from: "config", label };
  return {
    value: undefined,
    from: "nowhere",
    label,
    // Asked for only where the setting is missed: settings are read for every resource, and the environment is large.
    get hint() {
      return meantInstead(env, variable);
    },
  };
}

function meantInstead(env: SettingsSources["env"], variable: string): string | undefined {
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith("CLOUDTOWER_") && env[name] && !VARIABLES.has(name),
  );
  const similar = nearest(variable, unknown);
  return similar && `${named(similar)} is set, which is no setting: is ${variable} meant?`;
}

/** Every variable that means something without a connection's name in it. */
const VARIABLES: ReadonlySet<string> = new Set(
  [...Object.values(CONNECTION_SETTINGS), ...Object.values(STACK_SETTINGS), "DEBUG"].map(
    (name) => `CLOUDTOWER_${name}`,
  ),
);

function parseConnections(connections: string | undefined): Record<string, unknown> {
  if (!connections) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(connections);
  } catch {
    throw new SettingsError("cloudtower:connections must be an object of named connections, and is not JSON");
  }
  if (!isObject(parsed)) {
    throw new SettingsError(
      'cloudtower:connections must be an object of named connections, as in {"east":{"server":"…"}}',
    );
  }
  return parsed;
}

function namedEntry(connections: Record<string, unknown>, name: string): Partial<Record<string, string>> {
  const entry = Object.hasOwn(connections, name) ? connections[name] : {};
  if (!isObject(entry)) throw new SettingsError(`cloudtower:connections.${name} must be an object of settings`);
  const unknown = Object.keys(entry).find((key) => !Object.hasOwn(CONNECTION_SETTINGS, key));
  if (unknown) {
    const hint = didYouMean(unknown, Object.keys(CONNECTION_SETTINGS));
    throw new SettingsError(`cloudtower:connections.${name}.${named(unknown)} is not a setting. ${hint}`);
  }
  const wrong = Object.keys(entry).find((key) => !["string", "boolean", "number"].includes(typeof entry[key]));
  if (wrong) throw new SettingsError(`cloudtower:connections.${name}.${wrong} must be a text, or true or false`);
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, String(value)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

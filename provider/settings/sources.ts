import { didYouMean, nearest } from "../text/didYouMean";
import { bare, quoted } from "../text/foreign";
import { SettingsError } from "./problems";

/** If somebody put something completely different there, a few names say as much as a screen full. */
export const MOST_PROBLEMS = 10;

/** Where settings come from. The environment wins: it is always current, while the stack config may be that of the last up. */
export interface SettingsSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Stack config by full key, for example `cloudtower:server`; objects as JSON. */
  config: (key: string) => string | undefined;
  /** All keys of the stack config, of every namespace. */
  configKeys: () => readonly string[];
}

/** The settings of one connection: config key, and name in the environment. */
export const CONNECTION_SETTINGS = {
  server: "SERVER",
  token: "TOKEN",
  username: "USER",
  password: "PASSWORD",
  source: "USER_SOURCE",
  authConfigId: "AUTH_CONFIG_ID",
  caCert: "CA_CERT",
  insecureSkipTlsVerify: "INSECURE_SKIP_TLS_VERIFY",
} as const;

/** The settings of the whole stack. */
export const STACK_SETTINGS = {
  allowShutdown: "ALLOW_SHUTDOWN",
  preview: "PREVIEW",
  journalDir: "JOURNAL_DIR",
  nameTag: "NAME_TAG",
  allowPlainSecrets: "ALLOW_PLAIN_SECRETS",
} as const;

/** Valid names of connections. They become part of the names of variables. */
export const CONNECTION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
export const CONNECTION_RULE =
  "the name of an entry of the setting cloudtower:connections: letters, digits, - and _, a letter first, at most 40";

export type ConnectionKey = keyof typeof CONNECTION_SETTINGS;
export type StackKey = keyof typeof STACK_SETTINGS;

/** A setting as it was found, and its names for messages. */
export interface Found {
  value: string | undefined;
  from: "env" | "config" | "nowhere";
  /** For example `cloudtower:server (CLOUDTOWER_SERVER)`. */
  label: string;
  /** The two names of the label. */
  names: readonly string[];
  /** If nothing was found: a sentence that suggests a variable that was probably meant. */
  hint?: string | undefined;
}

/** The prefix of variables, for the whole stack or for a connection. */
export function environmentPrefix(name: string | undefined): string {
  return name === undefined ? "CLOUDTOWER_" : `CLOUDTOWER_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`;
}

/** Looks up settings by key, first in the environment, then in the stack config. An empty value counts as not set. */
export function stackLookup({ env, config }: SettingsSources): (key: StackKey) => Found {
  return (key) => find(env, `CLOUDTOWER_${STACK_SETTINGS[key]}`, config(`cloudtower:${key}`), `cloudtower:${key}`);
}

/**
 * The same for a connection. For a named one, only `connections.NAME` and `CLOUDTOWER_NAME_*` count.
 * @returns a lookup that throws a SettingsError if the connection's config is invalid
 */
export function connectionLookup({ env, config }: SettingsSources, name?: string): (key: ConnectionKey) => Found {
  if (name === undefined) {
    return (key) =>
      find(env, `CLOUDTOWER_${CONNECTION_SETTINGS[key]}`, config(`cloudtower:${key}`), `cloudtower:${key}`);
  }
  let entry: Partial<Record<string, string>> | undefined;
  return (key) => {
    entry ??= entryOf({ env, config }, name);
    const variable = environmentPrefix(name) + CONNECTION_SETTINGS[key];
    return find(env, variable, entry[key], `cloudtower:connections.${name}.${key}`);
  };
}

/** The config of a named connection. */
function entryOf({ env, config }: Omit<SettingsSources, "configKeys">, name: string) {
  const prefix = environmentPrefix(name);
  const connections = parseConnections(config("cloudtower:connections"));
  const other = nearest(name, Object.keys(connections));
  const isGiven = Object.hasOwn(connections, name) || Object.keys(env).some((variable) => variable.startsWith(prefix));
  if (!isGiven && other !== undefined) {
    throw new SettingsError(
      `cloudtower:connections.${name}.server (${prefix}SERVER) is not set, and neither is anything else of that connection. Did you mean ${quoted(other)}?`,
    );
  }
  return namedEntry(connections, name);
}

function find(env: SettingsSources["env"], variable: string, configured: string | undefined, key: string): Found {
  const [label, names] = [`${key} (${variable})`, [key, variable]];
  if (env[variable]) return { value: env[variable], from: "env", label, names };
  if (configured) return { value: configured, from: "config", label, names };
  return {
    value: undefined,
    from: "nowhere",
    label,
    names,
    // Computed only if the setting is missing: settings are read for every resource, and the environment is large.
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
  return similar && `${bare(similar)} is set, which is not a known setting: did you mean ${variable}?`;
}

/** All known variables without a connection's name. */
const VARIABLES: ReadonlySet<string> = new Set(
  [...Object.values(CONNECTION_SETTINGS), ...Object.values(STACK_SETTINGS), "DEBUG"].map(
    (name) => `CLOUDTOWER_${name}`,
  ),
);

export function parseConnections(connections: string | undefined): Record<string, unknown> {
  if (!connections) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(connections);
  } catch {
    throw new SettingsError("cloudtower:connections must be an object of named connections, but is not JSON");
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
  const problems = Object.entries(entry).flatMap(([key, value]) => {
    const label = `cloudtower:connections.${name}.${bare(key)}`;
    if (!Object.hasOwn(CONNECTION_SETTINGS, key)) {
      return [{ text: `${label} is not a known setting. ${didYouMean(key, Object.keys(CONNECTION_SETTINGS))}` }];
    }
    const isPlain = ["string", "boolean", "number"].includes(typeof value);
    return isPlain ? [] : [{ text: `${label} must be text, true or false` }];
  });
  if (problems.length > 0) throw new SettingsError(problems.slice(0, MOST_PROBLEMS));
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, String(value)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

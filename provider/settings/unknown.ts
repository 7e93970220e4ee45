import { distance } from "fastest-levenshtein";
import { named } from "../describe";
import { didYouMean } from "../didYouMean";
import { SettingsError } from "./errors";
import { CONNECTION_SETTINGS, environmentPrefix, type SettingsSources, STACK_SETTINGS } from "./sources";

const NAMESPACE = "cloudtower:";
const PREFIX = environmentPrefix(undefined);
const DEBUG = "DEBUG";

const KEYS: readonly string[] = [...Object.keys(CONNECTION_SETTINGS), ...Object.keys(STACK_SETTINGS), "connections"];
const VARIABLES: ReadonlySet<string> = new Set(
  [...Object.values(CONNECTION_SETTINGS), ...Object.values(STACK_SETTINGS), DEBUG].map((name) => PREFIX + name),
);
/** A setting of a connection, whatever that is called: other stacks may have others. */
const OF_A_CONNECTION = new RegExp(`^(${PREFIX}[A-Z][A-Z0-9_]*_)(${Object.values(CONNECTION_SETTINGS).join("|")})$`);

/**
 * A setting that is written wrong has no effect, and where it was to tighten something that is found out too late. Looked
 * for before all else, and cheap where all is known: settings are read for every resource.
 * @throws SettingsError for a key of the stack config that is no setting, and a variable that looks like a mistaken one
 */
export function refuseUnknown(sources: SettingsSources, connectionName: string | undefined): void {
  const problem = unknownKey(sources.configKeys()) ?? mistakenVariable(sources.env, connectionName);
  if (problem) throw new SettingsError(problem);
}

/** The namespace is ours: what is no setting in it is a mistake, whether or not it looks like one. */
export function unknownKey(keys: readonly string[]): string | undefined {
  const unknown = keys.find((key) => key.startsWith(NAMESPACE) && !KEYS.includes(key.slice(NAMESPACE.length)));
  if (unknown === undefined) return undefined;
  const key = unknown.slice(NAMESPACE.length);
  const path = /^connections[.[]/.test(key);
  const hint = path ? "Set an entry of a connection with pulumi config set --path" : didYouMean(key, KEYS);
  return `${NAMESPACE}${named(key)} is no setting. ${hint}`;
}

/** Other programs have variables that begin like ours: only one that comes close to a setting is taken for a mistake. */
function mistakenVariable(env: SettingsSources["env"], connectionName: string | undefined): string | undefined {
  const given = Object.keys(env).filter((name) => name.startsWith(PREFIX) && env[name]);
  const unknown = given.filter((name) => !VARIABLES.has(name) && !OF_A_CONNECTION.test(name));
  if (unknown.length === 0) return undefined;
  const connections = given.flatMap((name) => OF_A_CONNECTION.exec(name)?.[1] ?? []);
  const prefixes = new Set(
    connectionName === undefined ? connections : [...connections, environmentPrefix(connectionName)],
  );
  for (const name of unknown) {
    const [meant] = [PREFIX, ...prefixes].flatMap((prefix) => nearTo(name, prefix)).sort((a, b) => a.away - b.away);
    if (meant) return `${named(name)} is set, which is no setting. Did you mean ${meant.variable}?`;
  }
  return undefined;
}

function nearTo(name: string, prefix: string): { variable: string; away: number }[] {
  if (!name.startsWith(prefix)) return [];
  const settings =
    prefix === PREFIX ? { ...CONNECTION_SETTINGS, ...STACK_SETTINGS, debug: DEBUG } : CONNECTION_SETTINGS;
  return Object.entries(settings).flatMap(([key, variable]) => {
    const given = name.slice(prefix.length);
    // The environment calls `username` USER: who knows one name may write the other.
    const ways = [nearness(given, variable), nearness(given, key)].filter((away) => away !== undefined);
    return ways.length === 0 ? [] : { variable: prefix + variable, away: Math.min(...ways) };
  });
}

/** A slip for so many letters, and never more than so many: short words are near to many others. */
const LETTERS_A_SLIP = 3;
const MOST_SLIPS = 3;
/** Of a word that is cut short so much must be left. */
const SHORTEST_PART = 4;

/**
 * How far a name of a variable is from one that there is: the same letters (0), some of its words or more than them (1),
 * or so many slips of the finger. Undefined: it is another name.
 */
function nearness(given: string, known: string): number | undefined {
  const [some, all] = [words(given), words(known)];
  const [one, other] = [some.join(""), all.join("")];
  if (one === other) return 0;
  if (isPart(some, all) || (all.length > 1 && one.startsWith(other))) return 1;
  const slips = distance(one, other);
  return slips <= Math.min(MOST_SLIPS, Math.floor(Math.min(one.length, other.length) / LETTERS_A_SLIP))
    ? slips
    : undefined;
}

/** The beginning, or several of the words in any order. */
function isPart(some: readonly string[], all: readonly string[]): boolean {
  const given = some.join("");
  if (given.length >= SHORTEST_PART && all.join("").startsWith(given)) return true;
  return some.every((word) => all.includes(word)) && (some.length > 1 || some[0] === all[0]);
}

/** `CA_CERT`, `caCert` and `ca-cert` are the same two words. */
function words(name: string): string[] {
  const apart = name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
  return apart.split(/[^A-Z0-9]+/).filter((word) => word !== "");
}

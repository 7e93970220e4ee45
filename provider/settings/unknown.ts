import { distance } from "fastest-levenshtein";
import { didYouMean, nearest } from "../text/didYouMean";
import { bare } from "../text/foreign";
import type { UnknownName } from "./problems";
import { CONNECTION_SETTINGS, environmentPrefix, MOST_PROBLEMS, type SettingsSources, STACK_SETTINGS } from "./sources";

const NAMESPACE = "cloudtower:";
const PREFIX = environmentPrefix(undefined);
const DEBUG = "DEBUG";
const FORMER_KEY = `${NAMESPACE}previewPrecheck`;
const FORMER_VARIABLE = `${PREFIX}PREVIEW_PRECHECK`;

const KEYS: readonly string[] = [...Object.keys(CONNECTION_SETTINGS), ...Object.keys(STACK_SETTINGS), "connections"];
const VARIABLES: ReadonlySet<string> = new Set(
  [...Object.values(CONNECTION_SETTINGS), ...Object.values(STACK_SETTINGS), DEBUG].map((name) => PREFIX + name),
);
/** A setting of any named connection: other stacks may have other connections. */
const OF_A_CONNECTION = new RegExp(`^(${PREFIX}[A-Z][A-Z0-9_]*_)(${Object.values(CONNECTION_SETTINGS).join("|")})$`);

/**
 * A misspelled setting has no effect, and if it was meant to restrict something, this is noticed too late. Unknown names are
 * therefore reported. This is cheap if all names are known, because settings are read for every resource.
 * @returns keys of the stack config that are not known settings, and variables that look like misspelled ones
 */
export function unknownNames(sources: SettingsSources, connectionName: string | undefined): UnknownName[] {
  return [...unknownKeys(sources.configKeys()), ...mistakenVariables(sources.env, connectionName)];
}

/** The namespace is ours, so every unknown key in it is a mistake. */
export function unknownKeys(keys: readonly string[]): UnknownName[] {
  const unknown = keys.filter((key) => key.startsWith(NAMESPACE) && !KEYS.includes(key.slice(NAMESPACE.length)));
  return unknown.slice(0, MOST_PROBLEMS).map((full) => {
    const key = full.slice(NAMESPACE.length);
    if (full === FORMER_KEY) return replaced(full, `${NAMESPACE}preview`);
    const path = /^connections[.[]/.test(key);
    const hint = path ? "Set an entry of a connection with pulumi config set --path" : didYouMean(key, KEYS);
    const meant = path ? undefined : nearest(key, KEYS);
    return { problem: `${NAMESPACE}${bare(key)} is not a known setting. ${hint}`, meant: meant && NAMESPACE + meant };
  });
}

/** A setting of 0.1.0 that was replaced. */
function replaced(name: string, now: string): UnknownName {
  return { problem: `${name} was replaced by ${now}. Remove it; if it was false, set ${now} to off` };
}

/** Other programs have variables with our prefix, so only one that resembles a setting counts as a mistake. */
function mistakenVariables(env: SettingsSources["env"], connectionName: string | undefined): UnknownName[] {
  const given = Object.keys(env).filter((name) => name.startsWith(PREFIX) && env[name]);
  const unknown = given.filter((name) => !VARIABLES.has(name) && !OF_A_CONNECTION.test(name));
  if (unknown.length === 0) return [];
  const connections = given.flatMap((name) => OF_A_CONNECTION.exec(name)?.[1] ?? []);
  const prefixes = new Set(
    connectionName === undefined ? connections : [...connections, environmentPrefix(connectionName)],
  );
  const problems = unknown.flatMap((name): UnknownName[] => {
    if (name === FORMER_VARIABLE) return [replaced(name, PREFIX + STACK_SETTINGS.preview)];
    const [meant] = [PREFIX, ...prefixes].flatMap((prefix) => nearTo(name, prefix)).sort((a, b) => a.away - b.away);
    if (!meant) return [];
    const { variable } = meant;
    return [
      { problem: `${bare(name)} is set, which is not a known setting. Did you mean ${variable}?`, meant: variable },
    ];
  });
  return problems.slice(0, MOST_PROBLEMS);
}

function nearTo(name: string, prefix: string): { variable: string; away: number }[] {
  if (!name.startsWith(prefix)) return [];
  const settings =
    prefix === PREFIX ? { ...CONNECTION_SETTINGS, ...STACK_SETTINGS, debug: DEBUG } : CONNECTION_SETTINGS;
  return Object.entries(settings).flatMap(([key, variable]) => {
    const given = name.slice(prefix.length);
    // `username` is USER in the environment, so either name may be misspelled.
    const ways = [nearness(given, variable), nearness(given, key)].filter((away) => away !== undefined);
    return ways.length === 0 ? [] : { variable: prefix + variable, away: Math.min(...ways) };
  });
}

/** One typo per this many letters, and never more than MOST_SLIPS: short words resemble many others. */
const LETTERS_A_SLIP = 3;
const MOST_SLIPS = 3;
/** At least this many letters of a shortened word must be left. */
const SHORTEST_PART = 4;

/**
 * How far the name of a variable is from a known one: the same letters (0), some of its words or additional ones (1), or the
 * number of typos. Undefined if it is a different name.
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

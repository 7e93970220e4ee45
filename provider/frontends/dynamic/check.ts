import type * as pulumi from "@pulumi/pulumi";
import { exceeds, type VmList } from "../../lifecycle";
import { SettingsError } from "../../settings";
import { didYouMean } from "../../text/didYouMean";
import { bare, describe, forPeople } from "../../text/foreign";
import { argumentsSchema, UNKNOWN } from "../arguments";
import { DEFAULTS } from "../defaults";
import { settingsFor } from "./config";

/** Unvalidated, as the engine sends them. */
type RawInputs = Record<string, unknown>;

/** Validates everything that needs no request, and fills in defaults. Values that are not known yet are accepted. */
export async function check(_olds: RawInputs, news: RawInputs): Promise<pulumi.dynamic.CheckResult> {
  const known = Object.fromEntries(
    Object.entries(news).filter(([key, value]) => !key.startsWith("__") && !isUnknown(value)),
  );
  const parsed = argumentsSchema.safeParse(known);
  const failures = parsed.success ? [] : parsed.error.issues.flatMap(toFailures);
  const relevant = failures.filter(({ property }) => !isUnknown(news[property]));
  const isWrong = (name: string) => relevant.some(({ property }) => property === name);
  // Without the connection's name it is unknown which settings to check.
  if (!isUnknown(news.connection) && !isWrong("connection")) {
    relevant.push(...settingsFailures(known, isWrong("allowShutdown") ? undefined : known.allowShutdown));
  }
  const told = relevant.map(({ property, reason }) => ({ property: forPeople(property), reason: forPeople(reason) }));
  if (told.length > 0) return { inputs: news, failures: told };
  // To Pulumi, an undefined value is not the same as a missing one.
  const { allowShutdown: _, reason: __, connection: ___, ...defaults } = DEFAULTS;
  return { inputs: { ...defaults, ...news, ...filled("timeouts", news), ...filled("restore", news) } };
}

/** A group of arguments with its defaults. A group that is not known yet stays as it is. */
function filled(group: "timeouts" | "restore", news: RawInputs): RawInputs {
  const given = news[group];
  return given === UNKNOWN ? {} : { [group]: { ...DEFAULTS[group], ...(given as object | undefined) } };
}

/** If somebody passed something completely different, a few names say as much as a screen full. */
const MOST_KEYS = 10;

interface Issue {
  path: PropertyKey[];
  message: string;
  code?: string;
  keys?: string[];
}

function toFailures(issue: Issue): pulumi.dynamic.CheckFailure[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") {
    const property = path.join(".");
    return [{ property, reason: `${property} ${issue.message}` }];
  }
  return (issue.keys ?? []).slice(0, MOST_KEYS).map((key) => {
    const property = [...path, bare(key)].join(".");
    return { property, reason: `${property} ${issue.message}. ${didYouMean(key, keysAt(path))}` };
  });
}

/** The known keys, at the top level or of a group. */
function keysAt([group]: string[]): string[] {
  return Object.keys(group === "restore" || group === "timeouts" ? DEFAULTS[group] : argumentsSchema.shape);
}

/** Checks the settings too: a run must not stop halfway because a password is missing. */
function settingsFailures(known: RawInputs, asked: unknown): pulumi.dynamic.CheckFailure[] {
  const connection = known.connection as string | undefined;
  try {
    const { allowShutdown: cap } = settingsFor(connection);
    if (asked === undefined || cap === undefined || !exceeds(asked as VmList, cap)) return [];
    const reason = `allowShutdown asks for more than the stack's setting cloudtower:allowShutdown (CLOUDTOWER_ALLOW_SHUTDOWN) allows, which is ${describe(cap)}`;
    return [{ property: "allowShutdown", reason }];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const property = connection === undefined ? "settings" : "connection";
    return error.problems.map(({ text }) => ({ property, reason: text }));
  }
}

function isUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(isUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}

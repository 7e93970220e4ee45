import type * as pulumi from "@pulumi/pulumi";
import { exceeds, type VmList } from "../../lifecycle";
import { SettingsError } from "../../settings";
import { didYouMean } from "../../text/didYouMean";
import { bare, describe, forPeople } from "../../text/foreign";
import { argumentsSchema, UNKNOWN } from "../arguments";
import { DEFAULTS } from "../defaults";
import { settingsFor } from "./config";

/** As the engine sends them: whatever the program wrote. */
type RawInputs = Record<string, unknown>;

/** Validates all that can be validated without a request, and fills in defaults. Values not known yet are let pass. */
export async function check(_olds: RawInputs, news: RawInputs): Promise<pulumi.dynamic.CheckResult> {
  const known = Object.fromEntries(
    Object.entries(news).filter(([key, value]) => !key.startsWith("__") && !isUnknown(value)),
  );
  const parsed = argumentsSchema.safeParse(known);
  const failures = parsed.success ? [] : parsed.error.issues.flatMap(toFailures);
  const relevant = failures.filter(({ property }) => !isUnknown(news[property]));
  const isWrong = (name: string) => relevant.some(({ property }) => property === name);
  // Without the name of the connection nothing tells whose settings to look at.
  if (!isUnknown(news.connection) && !isWrong("connection")) {
    relevant.push(...settingsFailures(known, isWrong("allowShutdown") ? undefined : known.allowShutdown));
  }
  const told = relevant.map(({ property, reason }) => ({ property: forPeople(property), reason: forPeople(reason) }));
  if (told.length > 0) return { inputs: news, failures: told };
  // An undefined value is not the same as an absent one to Pulumi.
  const { allowShutdown: _, reason: __, connection: ___, ...defaults } = DEFAULTS;
  return { inputs: { ...defaults, ...news, ...filled("timeouts", news), ...filled("restore", news) } };
}

/** A group of arguments with its defaults; one that is not known yet stays as it is. */
function filled(group: "timeouts" | "restore", news: RawInputs): RawInputs {
  const given = news[group];
  return given === UNKNOWN ? {} : { [group]: { ...DEFAULTS[group], ...(given as object | undefined) } };
}

/** Somebody passed something else altogether: a screen full of names says no more than a few. */
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

/** The arguments that there are, at the top or in a group. */
function keysAt([group]: string[]): string[] {
  return Object.keys(group === "restore" || group === "timeouts" ? DEFAULTS[group] : argumentsSchema.shape);
}

/** Settings are looked at here too: a run must not get half-way before it finds that there is no password. */
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

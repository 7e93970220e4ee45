import type * as pulumi from "@pulumi/pulumi";
import type { Host } from "../../cloudtower";
import { exceeds, messageOf, type VmList } from "../../lifecycle";
import { SettingsError } from "../../settings";
import { didYouMean } from "../../text/didYouMean";
import { bare, describe, forPeople } from "../../text/foreign";
import { argumentsSchema, UNKNOWN } from "../arguments";
import { askingForHost } from "../askingForHost";
import { register } from "../clusterClaims";
import { DEFAULTS } from "../defaults";
import { findHost } from "../findHost";
import type { runSchema } from "../run/arguments";
import { connectFor, settingsFor } from "./config";

/** Unvalidated, as the engine sends them. */
type RawInputs = Record<string, unknown>;

/** A resource, with regard to its arguments. */
export interface Kind {
  schema: typeof argumentsSchema | typeof runSchema;
  /** A default that is an object belongs to a group of arguments. */
  defaults: Readonly<Record<string, unknown>>;
  /** What is wrong with arguments that are well-formed. */
  moreFailures?: (known: RawInputs) => pulumi.dynamic.CheckFailure[];
}

const MODE: Kind = { schema: argumentsSchema, defaults: DEFAULTS };

/** Checks the arguments of HostMaintenanceMode. */
export async function check(olds: RawInputs, given: RawInputs): Promise<pulumi.dynamic.CheckResult> {
  // Only this run needs the place: it is not kept in the state.
  const { __place: place, ...news } = given;
  const tellCluster = register(news.__owner, place);
  let clusterId: string | undefined;
  try {
    const result = await checked(MODE, olds, news, (host) => {
      clusterId = host.clusterId;
    });
    const isNew = Object.keys(olds).length === 0;
    if (!isNew || result.failures) clusterId = undefined;
    return result;
  } finally {
    tellCluster(clusterId);
  }
}

/**
 * Validates the arguments and settings, and fills in defaults. Values that are not known yet are accepted. It finds the id of a
 * host that is given by its name, and asks CloudTower only if name, cluster or connection have changed.
 * @param found called with a host that was looked up by its name
 */
export async function checked(
  { schema, defaults, moreFailures }: Kind,
  olds: RawInputs,
  news: RawInputs,
  found: (host: Host) => void = () => undefined,
): Promise<pulumi.dynamic.CheckResult> {
  const known = Object.fromEntries(
    Object.entries(news).filter(([key, value]) => !key.startsWith("__") && !isUnknown(value)),
  );
  const parsed = schema.safeParse(known);
  const wrong = parsed.success
    ? (moreFailures?.(known) ?? [])
    : parsed.error.issues.flatMap((issue) => toFailures(issue, (group) => keysAt(group, schema, defaults)));
  const failures = [...hostFailures(news), ...wrong];
  const relevant = failures.filter(({ property }) => !isUnknown(news[property]));
  const isWrong = (name: string) => relevant.some(({ property }) => property === name);
  // Without the connection's name it is unknown which settings to check.
  if (!isUnknown(news.connection) && !isWrong("connection")) {
    relevant.push(...settingsFailures(known, isWrong("allowShutdown") ? undefined : known.allowShutdown));
  }
  const host = relevant.length === 0 ? await hostOf(olds, news, found) : {};
  if ("failure" in host) relevant.push(host.failure);
  const told = relevant.map(({ property, reason }) => ({ property: forPeople(property), reason: forPeople(reason) }));
  if (told.length > 0) return { inputs: news, failures: told };
  // To Pulumi, an undefined value is not the same as a missing one.
  const given = Object.entries(defaults).filter(([, value]) => value !== undefined);
  return { inputs: { ...Object.fromEntries(given), ...news, ...host, ...groups(news, defaults) } };
}

/** A host is given by its id, or by its name. */
function hostFailures({ hostId, hostName, cluster }: RawInputs): pulumi.dynamic.CheckFailure[] {
  if (hostId !== undefined && hostName !== undefined) {
    return [{ property: "hostName", reason: "hostName cannot be given together with hostId: remove one of them" }];
  }
  if (hostId === undefined && hostName === undefined) {
    return [{ property: "hostId", reason: "hostId is missing: give the id of the host, or hostName and cluster" }];
  }
  if (hostName !== undefined || cluster === undefined) return [];
  return [{ property: "cluster", reason: "cluster counts only together with hostName: remove it, or give hostName" }];
}

type Found = { hostId?: unknown } | { failure: pulumi.dynamic.CheckFailure };

/** The id of a host that is given by its name. A host that was renamed since keeps its id. */
async function hostOf(
  olds: RawInputs,
  { hostName, cluster, connection }: RawInputs,
  found: (host: Host) => void,
): Promise<Found> {
  if (hostName === undefined) return {};
  if ([hostName, cluster, connection].some(isUnknown)) return { hostId: UNKNOWN };
  const isSame = olds.hostName === hostName && olds.cluster === cluster && olds.connection === connection;
  if (isSame && typeof olds.hostId === "string" && !isUnknown(olds.hostId)) return { hostId: olds.hostId };
  try {
    const query = { name: hostName as string, ...(cluster === undefined ? {} : { cluster: cluster as string }) };
    const cloudTower = () => connectFor(connection as string | undefined).cloudTower;
    const host = await askingForHost({ hostName: query.name, cluster: query.cluster }, () =>
      findHost(query, cloudTower),
    );
    found(host);
    return { hostId: host.id };
  } catch (error) {
    return { failure: { property: "hostName", reason: `hostName: ${messageOf(error)}` } };
  }
}

/** Each group of arguments with its defaults. A group that is not known yet stays as it is. */
function groups(news: RawInputs, defaults: Kind["defaults"]): RawInputs {
  const known = Object.entries(defaults).filter(([name, value]) => isGroup(value) && news[name] !== UNKNOWN);
  return Object.fromEntries(
    known.map(([name, value]) => [name, { ...(value as object), ...(news[name] as object | undefined) }]),
  );
}

function isGroup(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** If somebody passed something completely different, a few names say as much as a screen full. */
const MOST_KEYS = 10;

interface Issue {
  path: PropertyKey[];
  message: string;
  code?: string;
  keys?: string[];
}

function toFailures(issue: Issue, keysOf: (group: string | undefined) => string[]): pulumi.dynamic.CheckFailure[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") {
    const property = path.join(".");
    return [{ property, reason: `${property} ${issue.message}` }];
  }
  return (issue.keys ?? []).slice(0, MOST_KEYS).map((key) => {
    const property = [...path, bare(key)].join(".");
    return { property, reason: `${property} ${issue.message}. ${didYouMean(key, keysOf(path[0]))}` };
  });
}

/** The known keys, at the top level or of a group. */
function keysAt(group: string | undefined, schema: Kind["schema"], defaults: Kind["defaults"]): string[] {
  const known = group === undefined ? undefined : defaults[group];
  return Object.keys(isGroup(known) ? known : schema.shape);
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

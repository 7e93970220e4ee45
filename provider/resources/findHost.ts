import type { CloudTower, Host } from "../cloudtower";
import { didYouMean, nearest } from "../text/didYouMean";
import { asName, bare, quoted } from "../text/foreign";
import type { HostQuery } from "./hostQuery";

const KEYS = {
  id: "id",
  name: "name",
  managementIp: "management_ip",
  dataIp: "data_ip",
} as const;

type Key = keyof typeof KEYS;

/** A name is told in full, unless it is none. */
const LONGEST_NAME = 200;
/** Of many that match, enough to see what tells them apart. */
const MOST_CANDIDATES = 10;

/**
 * Finds one host. `cloudTower` is asked for only after the query has been validated.
 * @throws Error where the query is not valid, or none or several match
 */
export async function findHost(query: HostQuery, cloudTower: () => CloudTower): Promise<Host> {
  const key = validate(query);
  const client = cloudTower();
  const where = {
    [KEYS[key]]: query[key],
    ...(query.cluster === undefined ? {} : { cluster: { OR: [{ name: query.cluster }, { id: query.cluster }] } }),
  };
  const hosts = await client.hosts(where);
  const [host] = hosts;
  const sought = `${key} ${quoted(query[key] ?? "", LONGEST_NAME)}${query.cluster === undefined ? "" : ` in cluster ${quoted(query.cluster, LONGEST_NAME)}`}`;
  if (!host) {
    throw new Error(
      `no host with ${sought} on ${client.server}. ${await suggestion(client, key, query)}Check ${query.cluster === undefined ? key : `${key} and cluster`}, and that the user may see the host`,
    );
  }
  if (hosts.length === 1) return host;
  const candidates = hosts
    .slice(0, MOST_CANDIDATES)
    .map(({ name, clusterName, id }) => `${asName(name)} in cluster ${asName(clusterName)} (id ${asName(id)})`);
  const others = hosts.length > MOST_CANDIDATES ? ` and ${hosts.length - MOST_CANDIDATES} more` : "";
  throw new Error(
    `${hosts.length} hosts with ${sought}: ${candidates.join(", ")}${others}. Add cluster, or give the id`,
  );
}

/** The host that was probably meant: the same in another cluster, or one with a similar name. A sentence, or nothing. */
async function suggestion(client: CloudTower, key: Key, query: HostQuery): Promise<string> {
  const hosts = await client.hosts({});
  const values = hosts.flatMap((host) => host[key] ?? []);
  const meant = nearest(query[key] ?? "", values);
  const host = hosts.find((candidate) => candidate[key] === meant);
  return host
    ? `Did you mean ${quoted(meant ?? "", LONGEST_NAME)} in cluster ${quoted(host.clusterName, LONGEST_NAME)}? `
    : "";
}

function validate(query: HostQuery): Key {
  const allowed = [...Object.keys(KEYS), "cluster"];
  for (const [key, value] of Object.entries(query)) {
    if (!allowed.includes(key))
      throw new Error(`${bare(key)} is not an argument. ${didYouMean(key, [...allowed, "connection"])}`);
    if (value !== undefined && (typeof value !== "string" || value.trim() === "")) {
      throw new Error(`${key} must be a text that is not empty`);
    }
    if (value !== undefined && /\p{Cc}/u.test(value)) {
      throw new Error(`${key} must not hold control characters, such as a line break at its end`);
    }
  }
  const given = (Object.keys(KEYS) as Key[]).filter((key) => query[key] !== undefined);
  const [key] = given;
  if (key && given.length === 1) return key;
  const found = given.length === 0 ? "none" : given.join(" and ");
  throw new Error(`give exactly one of ${Object.keys(KEYS).join(", ")}; there is ${found}`);
}

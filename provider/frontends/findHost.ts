import type { CloudTower, Host } from "../cloudtower";
import { nearest } from "../text/didYouMean";
import { asName, quoted } from "../text/foreign";
import type { HostQuery } from "./hostQuery";
import { inCluster, validateQuery } from "./validateQuery";

const KEYS = {
  id: "id",
  name: "name",
  managementIp: "management_ip",
  dataIp: "data_ip",
} as const;

type Key = keyof typeof KEYS;

/** Long enough for any real name. */
const LONGEST_NAME = 200;
/** The number of matches that are listed: enough to see how they differ. */
const MOST_CANDIDATES = 10;

/**
 * Finds one host. The query is validated before `cloudTower` is called.
 * @throws Error if the query is invalid, or if no host or several hosts match
 */
export async function findHost(query: HostQuery, cloudTower: () => CloudTower): Promise<Host> {
  const key = validate(query);
  const client = cloudTower();
  const where = { [KEYS[key]]: query[key], ...inCluster(query.cluster) };
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

/** A sentence that suggests the same host in another cluster, or one with a similar name; empty if there is none. */
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
  validateQuery(query, [...Object.keys(KEYS), "cluster"]);
  const given = (Object.keys(KEYS) as Key[]).filter((key) => query[key] !== undefined);
  const [key] = given;
  if (key && given.length === 1) return key;
  const found = given.length === 0 ? "none" : given.join(" and ");
  throw new Error(`give exactly one of ${Object.keys(KEYS).join(", ")}; you gave ${found}`);
}

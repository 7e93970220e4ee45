import { alertAnswer, clusterAnswer, labelAnswer, roleAnswer, toAlert, toCluster, userAnswer } from "./answers";
import { list } from "./lists";
import type { Alert, Cluster, Host, Me } from "./model";
import { readAll } from "./reads";
import type { CallOptions, Requester } from "./requester";

/** The alerts on a cluster and on its hosts that may keep a host from entering, or that an entry would make worse. */
export function criticalAlerts(alerts: readonly Alert[], hosts: readonly Host[]): Alert[] {
  return alerts.filter(
    ({ severity, hostId, clusterId }) =>
      severity === "CRITICAL" && hosts.some((host) => host.id === hostId || host.clusterId === clusterId),
  );
}

/** The role that may do everything. */
const ROOT = "ROOT";

/**
 * What a person asks about a CloudTower before an entry. No verb depends on it: versions, roles and proxies may withhold any of these
 * operations, so every method may throw where the rest works.
 */
export class Condition {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** The version, without a login; undefined if CloudTower does not say. */
  async version(signal?: AbortSignal): Promise<string | undefined> {
    return this.#requester.version(signal);
  }

  /** Who is logged in, and what that user may do. */
  async me(options?: CallOptions): Promise<Me> {
    const { username, role, roles } = await this.#requester.call("GetMyInfo", {}, userAnswer, options);
    const name = username ? { name: username } : {};
    if (role === ROOT) return { ...name, rights: "all" };
    const where = { id_in: (roles ?? []).map(({ id }) => id) };
    const found = await readAll((page) =>
      this.#requester.call("GetUserRoleNexts", { where, ...page }, list(roleAnswer), options),
    );
    if (found.some(({ preset }) => preset === ROOT)) return { ...name, rights: "all" };
    return { ...name, rights: [...new Set(found.flatMap(({ actions }) => actions))] };
  }

  async clusters(options?: CallOptions): Promise<Cluster[]> {
    const answers = await readAll((page) => this.#requester.call("GetClusters", page, list(clusterAnswer), options));
    return answers.map(toCluster);
  }

  /** The alerts that have not ended. */
  async alerts(options?: CallOptions): Promise<Alert[]> {
    const where = { ended: false };
    const answers = await readAll((page) =>
      this.#requester.call("GetAlerts", { where, ...page }, list(alertAnswer), options),
    );
    return answers.map((alert) => toAlert(alert, this.#requester.quoted));
  }

  /** Resolves if this CloudTower has labels that the user may see. */
  async mustHaveLabels(options?: CallOptions): Promise<void> {
    await this.#requester.call("GetLabels", { first: 1 }, list(labelAnswer), options);
  }
}

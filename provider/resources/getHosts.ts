import type { HostsQuery } from "../frontends/hostQuery";
import { askForHosts, toResult } from "./askForHosts";
import type { GetHostResult } from "./hostResult";

/** Which hosts to list. */
export interface GetHostsArgs extends HostsQuery {
  /**
   * The CloudTower to ask: a name from the setting `cloudtower:connections`.
   * @default the CloudTower of the settings `cloudtower:server`, `cloudtower:username` and so on
   */
  connection?: string | undefined;
}

/**
 * Lists hosts, by cluster and name: all that the user may see, or those of one cluster, or those in one state.
 *
 * @example
 * ```ts
 * export const away = getHosts({ state: "maintenance" }).then((hosts) => hosts.map(({ name }) => name));
 * ```
 * @param args default: all hosts of the CloudTower of the settings
 * @returns an empty list if no host is in that state
 * @throws RunError if an argument is wrong, before anything is asked; if CloudTower shows no host of the cluster, with the name that
 *   may be meant; and if CloudTower cannot be asked
 */
export async function getHosts(args: GetHostsArgs = {}): Promise<GetHostResult[]> {
  return askForHosts("getHosts", args, '{ cluster: "east", state: "maintenance" }', async (query, cloudTower) => {
    const { findHosts, stateOf } = await import("../frontends/findHosts.js");
    const hosts = await findHosts(query, cloudTower);
    return hosts.map((host) => toResult(host, stateOf(host)));
  });
}

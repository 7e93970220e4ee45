import type { HostQuery } from "../frontends/hostQuery";
import { askForHosts, toResult } from "./askForHosts";
import type { GetHostResult } from "./hostResult";

/** How to find a host: exactly one of `id`, `name`, `managementIp` and `dataIp`. Add `cluster` if that is ambiguous. */
export interface GetHostArgs extends HostQuery {
  /**
   * The CloudTower to ask: a name from the setting `cloudtower:connections`.
   * @default the CloudTower of the settings `cloudtower:server`, `cloudtower:username` and so on
   */
  connection?: string | undefined;
}

/**
 * Finds one host, and tells whether it is in maintenance.
 *
 * @example
 * ```ts
 * const host = await getHost({ name: "node-1", cluster: "east" });
 * ```
 * @throws RunError if an argument is wrong, before anything is asked; if no host or several hosts match, with what was looked for
 *   and the matches; and if CloudTower cannot be asked
 */
export async function getHost(args: GetHostArgs): Promise<GetHostResult> {
  return askForHosts("getHost", args, '{ name: "node-1", cluster: "east" }', async (query, cloudTower) => {
    const [{ findHost }, { stateOf }] = await Promise.all([
      import("../frontends/findHost.js"),
      import("../frontends/findHosts.js"),
    ]);
    const host = await findHost(query, cloudTower);
    return toResult(host, stateOf(host));
  });
}

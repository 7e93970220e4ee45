import type { HostQuery } from "../frontends/hostQuery";
import { CONNECTION_NAME, CONNECTION_RULE } from "../settings";
import { recorded } from "../text/foreign";
import { programError } from "./say";

/** How to find a host: exactly one of `id`, `name`, `managementIp` and `dataIp`. Add `cluster` if that is ambiguous. */
export interface GetHostArgs extends HostQuery {
  /**
   * The CloudTower to ask: a name from the setting `cloudtower:connections`.
   * @default the CloudTower of the settings `cloudtower:server`, `cloudtower:username` and so on
   */
  connection?: string | undefined;
}

/** A host that was found. */
export interface GetHostResult {
  /** For `hostId` of HostMaintenanceMode. */
  id: string;
  name: string;
  clusterId: string;
  clusterName: string;
  managementIp: string;
  dataIp: string | undefined;
  /** Connection to the host, for example `CONNECTED_HEALTHY`. */
  status: string;
}

/**
 * Finds one host.
 *
 * @example
 * ```ts
 * const host = await getHost({ name: "node-1", cluster: "east" });
 * ```
 * @throws RunError if no host or several hosts match; it says what was looked for and lists the matches
 */
export async function getHost(args: GetHostArgs): Promise<GetHostResult> {
  try {
    const { connection, ...query } = mustBeArguments(args);
    // Loaded only if needed: programs that use literal ids do not need it.
    const { findHost } = await import("../frontends/findHost.js");
    const { connectFromProgram } = await import("./programSettings.js");
    const host = await findHost(query, () => connectFromProgram(connection).cloudTower);
    // A program may export all of these.
    return {
      id: recorded(host.id),
      name: recorded(host.name),
      clusterId: recorded(host.clusterId),
      clusterName: recorded(host.clusterName),
      managementIp: recorded(host.managementIp),
      dataIp: host.dataIp === undefined ? undefined : recorded(host.dataIp),
      status: recorded(host.status),
    };
  } catch (error) {
    throw programError(`getHost: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** For programs that TypeScript does not check. */
function mustBeArguments(args: unknown): GetHostArgs {
  if (typeof args !== "object" || args === null || Array.isArray(args)) {
    throw new Error('its argument must be an object, as in { name: "node-1", cluster: "east" }');
  }
  const { connection } = args as { connection?: unknown };
  if (connection !== undefined && (typeof connection !== "string" || !CONNECTION_NAME.test(connection))) {
    throw new Error(`connection must be ${CONNECTION_RULE}`);
  }
  return args;
}

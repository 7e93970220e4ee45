import { CONNECTION_NAME, CONNECTION_RULE } from "../settings";
import { recorded } from "../text/foreign";
import type { HostQuery } from "./hostQuery";
import { programError } from "./say";

/** How to find a host: exactly one of `id`, `name`, `managementIp` and `dataIp`; `cluster` where that is ambiguous. */
export interface GetHostArgs extends HostQuery {
  /**
   * The CloudTower to ask: an entry of the setting `cloudtower:connections`.
   * @default the settings `cloudtower:server` and those beside it
   */
  connection?: string | undefined;
}

/** A host that was found. */
export interface GetHostResult {
  /** What `hostId` of HostMaintenanceMode takes. */
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
 * @throws where none or several match, naming what was looked for and what there is
 */
export async function getHost(args: GetHostArgs): Promise<GetHostResult> {
  try {
    const { connection, ...query } = mustBeArguments(args);
    // Loaded when it is needed: most programs name hosts by id.
    const { findHost } = await import("./findHost.js");
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

/** What TypeScript checks, and a program in JavaScript or with a cast does not. */
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

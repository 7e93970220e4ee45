import type { CloudTower, Host } from "../cloudtower";
import { CONNECTION_NAME, CONNECTION_RULE } from "../settings";
import { recorded } from "../text/foreign";
import type { GetHostResult } from "./hostResult";
import { programError } from "./say";

/** The CloudTower of a connection. Making it reads the settings. */
export type Connecting = () => CloudTower;

/**
 * Runs a query of a program. Whatever is wrong becomes one error without a stack trace.
 * @param name the function that the program called
 * @param example what its argument looks like
 * @param ask gets the arguments without `connection`
 */
export async function askForHosts<Found>(
  name: string,
  args: unknown,
  example: string,
  ask: (query: object, cloudTower: Connecting) => Promise<Found>,
): Promise<Found> {
  try {
    if (typeof args !== "object" || args === null || Array.isArray(args)) {
      throw new Error(`its argument must be an object, as in ${example}`);
    }
    const { connection, ...query } = args as { connection?: unknown };
    if (connection !== undefined && (typeof connection !== "string" || !CONNECTION_NAME.test(connection))) {
      throw new Error(`connection must be ${CONNECTION_RULE}`);
    }
    // Loaded only if needed: programs that use literal ids do not need it.
    const { connectFromProgram } = await import("./programSettings.js");
    return await ask(query, () => connectFromProgram(connection).cloudTower);
  } catch (error) {
    throw programError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A program may export all of these. */
export function toResult(host: Host, state: GetHostResult["state"]): GetHostResult {
  const isAway = state === "entering" || state === "maintenance";
  const since = isAway ? host.session?.enteredAt : undefined;
  return {
    id: recorded(host.id),
    name: recorded(host.name),
    clusterId: recorded(host.clusterId),
    clusterName: recorded(host.clusterName),
    managementIp: recorded(host.managementIp),
    dataIp: host.dataIp === undefined ? undefined : recorded(host.dataIp),
    status: recorded(host.status),
    state,
    maintenanceSince: since === undefined ? undefined : recorded(since),
    vmCount: host.vmCount,
  };
}

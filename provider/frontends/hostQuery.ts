/** How to find a host: exactly one of the first four. */
export interface HostQuery {
  /** CloudTower's id of the host. */
  id?: string | undefined;
  name?: string | undefined;
  managementIp?: string | undefined;
  dataIp?: string | undefined;
  /** Name or id of the cluster to look in. */
  cluster?: string | undefined;
}

/** Which hosts to list. Without anything, all that the user may see. */
export interface HostsQuery {
  /** Name or id of the cluster to look in. */
  cluster?: string | undefined;
  /** Only hosts in this state. */
  state?: HostState | undefined;
}

/** How a host stands with regard to maintenance. */
export type HostState = "in-use" | "entering" | "maintenance" | "removing" | "unknown";

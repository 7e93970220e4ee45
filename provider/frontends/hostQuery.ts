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

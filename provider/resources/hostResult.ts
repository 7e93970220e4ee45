import type { HostState } from "../frontends/hostQuery";

/** A host as CloudTower shows it now. */
export interface GetHostResult {
  /** For `hostId` of HostMaintenanceMode. */
  id: string;
  name: string;
  clusterId: string;
  clusterName: string;
  managementIp: string;
  dataIp: string | undefined;
  /** Only the connection to the host, for example `CONNECTED_HEALTHY`. A host in maintenance is `CONNECTED_HEALTHY` too. */
  status: string;
  /**
   * How the host stands with regard to maintenance. While it is leaving, it is still `"maintenance"`. `"unknown"`: CloudTower reports
   * a state that this version does not know.
   */
  state: HostState;
  /** Since when the host has been entering or in maintenance, in ISO 8601 as CloudTower shows it; else undefined. */
  maintenanceSince: string | undefined;
  /** The number of VMs on the host, whether they run or not; undefined if CloudTower does not say. */
  vmCount: number | undefined;
}

import { onOff, type Values } from "./switches";

/** Reasons for which CloudTower refuses to put a host into maintenance, or to take it out. */
export const refusalRules = {
  /** Another host of the cluster is in or entering maintenance. Default true. */
  anotherHostInMaintenance: onOff(true),
  /** The cluster is recovering data. Default true. */
  dataRecovery: onOff(true),
  /** A VM on the host is suspended, or its power state is unknown. Default true. */
  suspendedVm: onOff(true),
  /** More than 150 VMs on the host, those in the recycle bin included. Default true. */
  tooManyVms: onOff(true),
  /** A VM of the system itself (scenario field `usage`) cannot leave the host: it may not be shut down. Default true. */
  systemVm: onOff(true),
  /** The host is powered off or not connected (also refuses an exit). Default true. */
  hostDisconnected: onOff(true),
  /** The host holds data of a VM with a single replica. Default true. */
  singleReplica: onOff(true),
  /** The storage network is unhealthy (also refuses an exit). Default true. */
  storageNetwork: onOff(true),
  /** The other hosts have no space for the host's data (scenario field `lacksSpace` of a cluster). Default true. */
  lackOfSpace: onOff(true),
  /**
   * A service is unhealthy. An entry minds job-center-worker and libvirt of the host, and zookeeper, mongodb and
   * metadata-server of the others; an exit minds job-center, iscsi-redirector, libvirt and vm-monitor of the host. Default true.
   */
  unhealthyService: onOff(true),
  /** The host is about to restart, or has restarted and its services are not up yet (refuses an exit). Default true. */
  servicesStarting: onOff(true),
  /** An HA VM finds no room elsewhere. Default true. */
  haNoRoom: onOff(true),
  /** Any VM that could migrate finds no room elsewhere. Default false: such a VM is listed for shutdown instead. */
  noRoom: onOff(false),
  /** Without this host no majority of the cluster's hosts would be up. Default false. */
  quorum: onOff(false),
};

export type RefusalRules = Values<typeof refusalRules>;

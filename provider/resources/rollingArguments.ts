import type { HostMaintenanceRunArgs } from "./runArguments";

/** A host by its name or id; with its cluster, if the name alone is ambiguous. */
export type HostChoice = string | { name: string; cluster: string };

/** Which hosts, in which order, and what to do on each. The choice of hosts must be known when the program starts. */
export interface RollingMaintenanceArgs
  extends Omit<HostMaintenanceRunArgs, "hostId" | "hostName" | "cluster" | "connection"> {
  /** All hosts of these clusters, by name or id. Give this or `hosts`. */
  clusters?: string[] | undefined;
  /** These hosts. */
  hosts?: HostChoice[] | undefined;
  /** Hosts of `clusters` to leave out. A host whose run is not done cannot be left out. */
  except?: HostChoice[] | undefined;
  /** These hosts come first in their clusters, in this order; the others follow by name. */
  order?: HostChoice[] | undefined;
  /**
   * The CloudTower to use: a name from the setting `cloudtower:connections`.
   * @default the CloudTower of the settings `cloudtower:server`, `cloudtower:username` and so on
   */
  connection?: string | undefined;
}

/** A host of a rolling maintenance. */
export interface RollingHost {
  id: string;
  name: string;
  clusterName: string;
}

/** For each cluster, its hosts in the order of their runs. */
export type Rolls = readonly (readonly RollingHost[])[];

/** What each run takes. */
export type EachRunArgs = Omit<HostMaintenanceRunArgs, "hostId" | "hostName" | "cluster">;

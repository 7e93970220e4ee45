import type { Core } from "../../core";
import { findCluster, findHost } from "../../lookup";
import { type AlertText, endAlert, raiseAlert } from "../../model/alerts";
import { endRecovery, startRecovery } from "../../model/recovery";

export interface ClusterActions {
  /** Data recovery of a cluster on or off; `ms`: it ends by itself after that long, and its size goes down meanwhile. */
  setRecovery(cluster: string, on: boolean, ms?: number): void;
  setStorageNetwork(cluster: string, healthy: boolean): void;
  /** On a host, or else on a whole cluster.
   * @returns its id */
  raiseAlert(where: { host: string } | { cluster: string }, alert: AlertText): string;
  endAlert(id: string): void;
}

export function clusterActions({ world }: Core): ClusterActions {
  return {
    setRecovery(name, on, ms) {
      const cluster = findCluster(world, name);
      if (on) startRecovery(world, cluster, ms ?? null);
      else endRecovery(world, cluster);
    },
    setStorageNetwork(name, healthy) {
      findCluster(world, name).storageNetworkHealthy = healthy;
    },
    raiseAlert(where, alert) {
      const host = "host" in where ? findHost(world, where.host) : null;
      const cluster = "host" in where ? findHost(world, where.host).cluster : findCluster(world, where.cluster);
      return raiseAlert(world, { cluster, host }, alert).id;
    },
    endAlert(id) {
      const alert = world.alerts.get(id);
      if (!alert) throw new Error(`No alert is "${id}".`);
      endAlert(world, alert);
    },
  };
}

import type { Cluster, Schemas } from "../../model/entities";
import { recoveryProgress } from "../../model/recovery";
import type { World } from "../../model/world";

/** A cluster as the API shows it. */
export function clusterBody(world: World, cluster: Cluster): Schemas["Cluster"] {
  const hosts = world.hostsOf(cluster);
  const vms = hosts.flatMap((host) => world.vmsOn(host));
  const { bytes, speed } = recoveryProgress(world, cluster);
  return {
    id: cluster.id,
    name: cluster.name,
    ip: cluster.ip,
    type: cluster.type,
    hypervisor: cluster.hypervisor,
    architecture: "X86_64",
    version: cluster.version,
    connect_state: cluster.connectState,
    disconnected_reason: cluster.connectState === "DISCONNECTED" ? "LOAD_CLUSTER_NETWORK_ERROR" : null,
    stretch: cluster.stretch,
    has_metrox: false,
    witness: cluster.stretch ? { id: `${cluster.id}-witness`, name: `${cluster.name} witness` } : null,
    recover_data_size: bytes,
    recover_speed: speed,
    migration_data_size: 0,
    migration_speed: 0,
    hosts: hosts.map(({ id, name, managementIp }) => ({ id, name, management_ip: managementIp })),
    host_num: hosts.length,
    vm_num: vms.length,
    suspended_vm_num: vms.filter(({ power }) => power === "SUSPENDED").length,
    labels: [],
    entityAsyncStatus: null,
    dns: [],
    ntp_servers: [],
    recommended_cpu_models: ["Skylake-Server"],
    total_cpu_models: ["Broadwell", "Haswell", "Skylake-Server"],
  };
}

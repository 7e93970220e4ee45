import type { Host, Schemas, Session, Vm } from "../../model/entities";
import { isHidden } from "../../model/hidden";
import { isConnected, osMemoryBytes } from "../../model/placement";
import type { World } from "../../model/world";
import { isSince } from "../../version";
import { nestedLabels } from "./label";

const tebibyte = 2 ** 40;

/** A host as the API shows it. */
export function hostBody(world: World, host: Host): Schemas["Host"] {
  const vms = world.vmsOn(host);
  const count = (power: Vm["power"]) => vms.filter((vm) => vm.power === power).length;
  const memoryOf = (counted: Vm[]) => counted.reduce((sum, vm) => sum + vm.memoryBytes, 0);
  return {
    id: host.id,
    local_id: host.localId,
    name: host.name,
    cluster: { id: host.cluster.id, name: host.cluster.name },
    management_ip: host.managementIp,
    access_ip: host.managementIp,
    data_ip: host.dataIp,
    hypervisor_ip: host.managementIp,
    state: host.session?.state === "REMOVING" ? "REMOVING" : "IN_USE",
    status: host.status,
    ...statusSince47(world, host),
    host_state: sessionBody(world, host.session),
    entityAsyncStatus: null,
    labels: nestedLabels(host),
    vms: vms.map(({ id, name }) => ({ id, name })),
    vm_num: vms.length,
    running_vm_num: count("RUNNING"),
    stopped_vm_num: count("STOPPED"),
    suspended_vm_num: count("SUSPENDED"),
    total_memory_bytes: host.memoryBytes,
    os_memory_bytes: osMemoryBytes,
    allocatable_memory_bytes: host.memoryBytes - osMemoryBytes,
    provisioned_memory_bytes: memoryOf(vms),
    running_pause_vm_memory_bytes: memoryOf(vms.filter(({ power }) => power === "RUNNING" || power === "SUSPENDED")),
    provisioned_cpu_cores: vms.length * 4,
    total_cpu_cores: 48,
    cpu_hz_per_core: 2_400_000_000,
    total_cpu_hz: 48 * 2_400_000_000,
    cpu_brand: "Intel",
    cpu_model: "Intel(R) Xeon(R) Gold 5318N CPU @ 2.10GHz",
    compatible_cpu_models: ["Broadwell", "Haswell", "Skylake-Server"],
    cpu_fan_speed: [5400, 5460],
    cpu_temperature_celsius: [48, 51],
    chunk_id: "1",
    total_data_capacity: 20 * tebibyte,
    used_data_space: 6 * tebibyte,
    failure_data_space: 0,
    hdd_data_capacity: 16 * tebibyte,
    hdd_disk_count: 4,
    ssd_data_capacity: 4 * tebibyte,
    ssd_disk_count: 2,
    pmem_dimm_capacity: 0,
    pmem_dimm_count: 0,
    pmem_disk_count: 0,
    nic_count: 4,
    model: "Simulated Server 2U",
    os_version: "5.1.2",
    nested_virtualization: false,
    lsm_cap_disk_safe_umount: true,
  };
}

const merged = {
  CONNECTED_HEALTHY: "HEALTHY",
  CONNECTED_WARNING: "UNUSUAL",
  CONNECTED_ERROR: "UNUSUAL",
  INITIALIZING: "INITIALIZING",
  CONNECTING: "DISCONNECTED",
  SESSION_EXPIRED: "DISCONNECTED",
} as const;

function statusSince47({ quirks }: World, host: Host): Pick<Schemas["Host"], "connect_status" | "merged_status"> {
  if (!isSince(quirks, "4.7")) return {};
  return { connect_status: isConnected(host) ? "CONNECTED" : "DISCONNECTED", merged_status: merged[host.status] };
}

function sessionBody(world: World, session: Session | null): Schemas["Host"]["host_state"] {
  if (!session || isHidden(world, session)) return null;
  return {
    state: session.state,
    enter_maintenance_time: new Date(session.enteredAt).toISOString(),
    maintenance_job_id: world.quirks.jobIdEmpty ? "" : session.jobId,
  };
}

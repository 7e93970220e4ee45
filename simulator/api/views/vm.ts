import type { Schemas, Vm } from "../../model/entities";

/** A VM as the API shows it. */
export function vmBody(vm: Vm): Schemas["Vm"] {
  const { host, cluster } = vm;
  return {
    id: vm.id,
    local_id: vm.localId,
    name: vm.name,
    original_name: vm.name,
    description: "",
    cluster: { id: cluster.id, name: cluster.name },
    host: host && { id: host.id, name: host.name, management_ip: host.managementIp },
    node_ip: host?.managementIp ?? "",
    status: vm.power,
    ha: vm.ha,
    in_recycle_bin: vm.inRecycleBin,
    deleted_at: null,
    memory: vm.memoryBytes,
    vcpu: 4,
    cpu: { cores: 4, sockets: 1 },
    cpu_model: "cluster_default",
    clock_offset: "UTC",
    firmware: "BIOS",
    guest_os_type: "LINUX",
    internal: false,
    ips: vm.power === "RUNNING" ? vm.ip : "",
    local_created_at: null,
    nested_virtualization: false,
    out_uninstall_usb: [],
    protected: false,
    vm_placement_group: vm.mustPlacement ? [{ id: `${vm.id}-must`, name: `${vm.name} must stay` }] : [],
    vm_tools_status: vm.power === "RUNNING" ? "RUNNING" : "NOT_RUNNING",
    win_opt: false,
  };
}

/** A VM in the recycle bin has another name in maintenance lists (the vendor's how-to shows one). */
export function maintenanceName(vm: Vm): string {
  return vm.inRecycleBin ? `in-recycle-bin-${vm.localId}` : vm.name;
}

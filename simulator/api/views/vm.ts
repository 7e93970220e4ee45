import type { PassthroughDevice, Schemas, Vm } from "../../model/entities";
import type { World } from "../../model/world";
import { shutdownTime } from "./time";

const deviceNames: Record<PassthroughDevice, string> = { gpu: "NVIDIA A16", usb: "USB dongle", pci: "ens2f0" };

/** A VM as the API shows it. */
export function vmBody(world: World, vm: Vm): Schemas["Vm"] {
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
    internal: vm.usage !== null,
    ips: vm.power === "RUNNING" ? vm.ip : "",
    local_created_at: null,
    last_shutdown_time: shutdownTime(world, vm),
    nested_virtualization: false,
    out_uninstall_usb: [],
    gpu_devices: devices(vm, "gpu"),
    usb_devices: devices(vm, "usb"),
    pci_nics: devices(vm, "pci"),
    protected: false,
    vm_placement_group: vm.mustPlacement ? [{ id: `${vm.id}-must`, name: `${vm.name} must stay` }] : [],
    vm_tools_status: vm.power === "RUNNING" ? "RUNNING" : "NOT_RUNNING",
    vm_usage: vm.usage,
    win_opt: false,
  };
}

function devices(vm: Vm, kind: PassthroughDevice): { id: string; name: string }[] {
  return vm.passthrough && vm.device === kind ? [{ id: `${vm.id}-${kind}`, name: deviceNames[kind] }] : [];
}

/** A VM in the recycle bin has another name in maintenance lists (the vendor's how-to shows one). */
export function maintenanceName(vm: Vm): string {
  return vm.inRecycleBin ? `in-recycle-bin-${vm.localId}` : vm.name;
}

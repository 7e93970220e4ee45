import type * as z from "zod";
import type { exitPlanAnswer, hostAnswer, taskAnswer, vmAnswer } from "./answers";
import type { ExitPlan, Host, PlannedVm, Task, Vm } from "./model";

/** Makes words of CloudTower's fit for a person. Names stay as they are, because they are compared. */
type Quoted = (words: string) => string;

type Given<T> = { [K in keyof T]: T[K] | null | undefined };

/** Leaves out what is null, undefined or an empty string: to us all three mean "not known". */
function known<T extends object>(fields: Given<T>): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""),
  ) as T;
}

export function toHost(answer: z.output<typeof hostAnswer>): Host {
  const { host_state: state } = answer;
  return {
    id: answer.id,
    name: answer.name,
    clusterId: answer.cluster.id,
    clusterName: answer.cluster.name,
    status: answer.status,
    managementIp: answer.management_ip,
    ...(answer.data_ip ? { dataIp: answer.data_ip } : {}),
    ...(typeof answer.vm_num === "number" ? { vmCount: answer.vm_num } : {}),
    ...(state
      ? {
          session: {
            state: state.state,
            ...known<{ enteredAt?: string; jobId?: string }>({
              enteredAt: state.enter_maintenance_time,
              jobId: state.maintenance_job_id,
            }),
          },
        }
      : {}),
  };
}

export function toVm(answer: z.output<typeof vmAnswer>): Vm {
  return {
    id: answer.id,
    vmUuid: answer.local_id,
    name: answer.name,
    powerState: answer.status,
    ...(answer.host ? { hostId: answer.host.id, hostName: answer.host.name } : {}),
    ...(answer.in_recycle_bin ? { inRecycleBin: true } : {}),
    ...(answer.last_shutdown_time ? { lastShutdownTime: answer.last_shutdown_time } : {}),
    ...([answer.gpu_devices, answer.usb_devices, answer.pci_nics].some((list) => list && list.length > 0)
      ? { hasDevices: true }
      : {}),
    ...(answer.ips ? { ips: answer.ips.split(/[\s,;]+/).filter(Boolean) } : {}),
  };
}

export function toTask(answer: z.output<typeof taskAnswer>, quoted: Quoted): Task {
  return {
    id: answer.id,
    status: answer.status,
    ...known<Pick<Task, "progress" | "errorMessage" | "startedAt" | "finishedAt">>({
      progress: answer.progress,
      startedAt: answer.started_at,
      finishedAt: answer.finished_at,
      errorMessage: quoted(answer.error_message || answer.error_code || ""),
    }),
  };
}

export function toExitPlan(answer: z.output<typeof exitPlanAnswer>, quoted: Quoted): ExitPlan {
  const planned = (vms: AnsweredVm[]) => vms.map((vm) => toPlannedVm(vm, quoted));
  return {
    shutdownVms: planned(answer.shutDownVms),
    liveMigratedVms: planned(answer.liveMigrateVms),
    offlineMigratedVms: planned(answer.offlineMigrateVms),
  };
}

type AnsweredVm = z.output<typeof exitPlanAnswer>["shutDownVms"][number];

function toPlannedVm(vm: AnsweredVm, quoted: Quoted): PlannedVm {
  return known<PlannedVm>({
    vmUuid: vm.vm_uuid,
    vmName: vm.vm_name,
    vmState: vm.vm_state,
    targetHostName: vm.target_host_name,
    // false says no more than absence does, and the lists are most of the state.
    changed: vm.verify?.changed || undefined,
    changedReason: quoted(vm.verify?.reason ?? ""),
  });
}

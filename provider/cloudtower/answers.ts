import * as z from "zod";
import { list } from "./lists";
import type { Alert, Cluster, ExitPlan, Host, PlannedVm, Task, Vm } from "./model";
import { NAME_TAG } from "./model";
import type { Schema } from "./operations";

/**
 * The parts of CloudTower's answers that we use, and nothing else: a field that nobody uses must not block an exit.
 * Each schema accepts at least what the contract allows. The compiler checks that.
 */
function of<Contract>() {
  return <Fields extends z.ZodType>(fields: Contract extends z.input<Fields> ? Fields : never): Fields => fields;
}

/** Ids, times and words of CloudTower's own: none has more than some forty characters. Names and messages are cut where they are shown. */
const short = z.string().max(200, "has more than 200 characters");
/** What names a thing in calls, states and Pulumi's own output: never with spaces, quotation marks or what does not show. */
const id = short.regex(/^[^\s\p{C}<>"'`]*$/u, "is no id");
/** A token goes into the header of every request. */
const LONGEST_TOKEN = 4_096;

const nested = z.object({ id, name: z.string() });
/** Whatever labels people hang on a host, they must block nothing. */
const labels = list(z.object({ id, key: z.string(), value: z.string().nullish() }))
  .nullish()
  .catch(null);
const devices = z.array(z.unknown()).nullish().catch(null);
const taskId = z.object({ task_id: id.nullish() });

export const loginAnswer = of<Schema<"WithTask_LoginResponse_">>()(
  // It is sent in a header as it is, where other characters are an error or an attack.
  z.object({
    data: z.object({
      token: z
        .string()
        .max(LONGEST_TOKEN, `has more than ${LONGEST_TOKEN} characters`)
        .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, "is not valid in a header"),
    }),
  }),
);

export const hostAnswer = of<Schema<"Host">>()(
  z.object({
    id,
    name: z.string(),
    cluster: nested,
    status: short,
    management_ip: short,
    data_ip: short.nullish(),
    // An unreadable count is ignored, so that it blocks nothing.
    vm_num: z.number().nullish().catch(null),
    labels,
    host_state: z
      .object({
        state: short,
        enter_maintenance_time: short.nullish(),
        maintenance_job_id: id.nullish(),
      })
      .nullish(),
  }),
);

export const vmAnswer = of<Schema<"Vm">>()(
  z.object({
    id,
    local_id: id,
    name: z.string(),
    status: short,
    host: nested.nullish(),
    ips: z.string().nullish(),
    in_recycle_bin: z.boolean().nullish(),
    last_shutdown_time: short.nullish(),
    // Unreadable values are ignored, so that they block nothing.
    gpu_devices: devices,
    usb_devices: devices,
    pci_nics: devices,
  }),
);

export const taskAnswer = of<Schema<"Task">>()(
  z.object({
    id,
    status: short,
    resource_id: short.nullish(),
    progress: z.number().nullish(),
    error_message: z.string().nullish(),
    error_code: z.string().nullish(),
    description: z.string().nullish(),
    started_at: short.nullish(),
    finished_at: short.nullish(),
  }),
);

/** What is only shown to people: an unreadable value is ignored, so that it hides nothing else. */
const size = z.number().nullish().catch(null);

export const clusterAnswer = of<Schema<"Cluster">>()(
  z.object({ id, name: z.string(), connect_state: short.nullish(), recover_data_size: size, recover_speed: size }),
);

export const alertAnswer = of<Schema<"Alert">>()(
  z.object({
    id,
    severity: short,
    message: z.string(),
    solution: z.string().nullish().catch(null),
    host: nested.nullish(),
    cluster: nested.nullish(),
  }),
);

export const userAnswer = of<Schema<"User">>()(
  z.object({ id, username: z.string().nullish(), role: short.nullish(), roles: list(z.object({ id })).nullish() }),
);

export const roleAnswer = of<Schema<"UserRoleNext">>()(z.object({ id, actions: list(short), preset: short.nullish() }));

export const labelAnswer = of<Schema<"Label">>()(z.object({ id }));
export const labelMutationAnswer = of<Schema<"WithTask_Label_">[]>()(list(taskId.extend({ data: z.object({ id }) })));

export const precheckStarted = of<Schema<"EnterMaintenanceModeCheckResult">>()(z.object({ task_id: id.min(1) }));

/** The vendor's how-to shows strings, the contract objects. Both are accepted. */
export const precheckResultAnswer = of<Schema<"EnterMaintenanceModeResult">>()(
  z.object({
    done: z.boolean(),
    shutdownVms: list(z.union([id, z.object({ vm_uuid: id })])),
  }),
);

/** Without a task, the call was done at once. But an answer with neither a task nor a host is not an answer. */
export const hostMutationAnswer = of<Schema<"WithTask_Host_">>()(
  taskId
    .extend({ data: z.looseObject({}).nullish() })
    .refine(({ task_id, data }) => Boolean(task_id || data), "neither task_id nor data"),
);
export const vmMutationAnswer = of<Schema<"WithTask_Vm_">[]>()(list(taskId));

const plannedVm = z.object({
  vm_uuid: id.nullish(),
  vm_name: z.string().nullish(),
  vm_state: short.nullish(),
  target_host_name: z.string().nullish(),
  verify: z.object({ changed: z.boolean().nullish(), reason: z.string().nullish() }).nullish(),
});

export const exitPlanAnswer = of<Schema<"ExitMaintenanceModeResult">>()(
  z.object({
    shutDownVms: list(plannedVm),
    liveMigrateVms: list(plannedVm),
    offlineMigrateVms: list(plannedVm),
  }),
);

/** Cleans CloudTower's messages for display. Names are not changed, because they are compared. */
type Quoted = (words: string) => string;

type Given<T> = { [K in keyof T]: T[K] | null | undefined };

/** Removes null, undefined and empty strings, which all mean "not known". */
function known<T extends object>(fields: Given<T>): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""),
  ) as T;
}

export function toHost(answer: z.output<typeof hostAnswer>): Host {
  const { host_state: state } = answer;
  const nameTags = (answer.labels ?? []).flatMap(({ id, key, value }) =>
    key === NAME_TAG && value ? [{ id, value }] : [],
  );
  return {
    id: answer.id,
    name: answer.name,
    clusterId: answer.cluster.id,
    clusterName: answer.cluster.name,
    status: answer.status,
    managementIp: answer.management_ip,
    ...(answer.data_ip ? { dataIp: answer.data_ip } : {}),
    ...(typeof answer.vm_num === "number" ? { vmCount: answer.vm_num } : {}),
    ...(nameTags.length > 0 ? { nameTags } : {}),
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
    ...([answer.gpu_devices, answer.usb_devices, answer.pci_nics].some((held) => held && held.length > 0)
      ? { hasDevices: true }
      : {}),
    ...(answer.ips ? { ips: answer.ips.split(/[\s,;]+/).filter(Boolean) } : {}),
  };
}

export function toCluster(answer: z.output<typeof clusterAnswer>): Cluster {
  return {
    id: answer.id,
    name: answer.name,
    ...known<Pick<Cluster, "connection" | "recoverBytes" | "recoverSpeed">>({
      connection: answer.connect_state,
      recoverBytes: answer.recover_data_size,
      recoverSpeed: answer.recover_speed,
    }),
  };
}

export function toAlert(answer: z.output<typeof alertAnswer>, quoted: Quoted): Alert {
  return {
    id: answer.id,
    severity: answer.severity,
    message: quoted(answer.message),
    ...known<Pick<Alert, "solution" | "hostId" | "hostName" | "clusterId">>({
      solution: quoted(answer.solution ?? ""),
      hostId: answer.host?.id,
      hostName: answer.host?.name,
      clusterId: answer.cluster?.id,
    }),
  };
}

export function toTask(answer: z.output<typeof taskAnswer>, quoted: Quoted): Task {
  return {
    id: answer.id,
    status: answer.status,
    ...known<Pick<Task, "progress" | "description" | "errorMessage" | "resourceId" | "startedAt" | "finishedAt">>({
      progress: answer.progress,
      description: answer.description,
      resourceId: answer.resource_id,
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
    // false means the same as absence, and these lists are most of the state.
    changed: vm.verify?.changed || undefined,
    changedReason: quoted(vm.verify?.reason ?? ""),
  });
}

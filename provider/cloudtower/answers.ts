import * as z from "zod";
import type { Schema } from "./operations";

/**
 * What we read of CloudTower's answers, and only that: a field that nobody uses must not block an exit.
 * Each schema takes at least all that the contract allows, which the compiler holds it to.
 */
function of<Contract>() {
  return <Fields extends z.ZodType>(fields: Contract extends z.input<Fields> ? Fields : never): Fields => fields;
}

const nested = z.object({ id: z.string(), name: z.string() });
const devices = z.array(z.unknown()).nullish().catch(null);
const taskId = z.object({ task_id: z.string().nullish() });

export const loginAnswer = of<Schema<"WithTask_LoginResponse_">>()(
  // It goes into a header as it is, where anything else is an error or an attack.
  z.object({
    data: z.object({ token: z.string().regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, "is not fit for a header") }),
  }),
);

export const hostAnswer = of<Schema<"Host">>()(
  z.object({
    id: z.string(),
    name: z.string(),
    cluster: nested,
    status: z.string(),
    management_ip: z.string(),
    data_ip: z.string().nullish(),
    // A count that cannot be read says nothing, and must not stand in the way.
    vm_num: z.number().nullish().catch(null),
    host_state: z
      .object({
        state: z.string(),
        enter_maintenance_time: z.string().nullish(),
        maintenance_job_id: z.string().nullish(),
      })
      .nullish(),
  }),
);

export const vmAnswer = of<Schema<"Vm">>()(
  z.object({
    id: z.string(),
    local_id: z.string(),
    name: z.string(),
    status: z.string(),
    host: nested.nullish(),
    ips: z.string().nullish(),
    in_recycle_bin: z.boolean().nullish(),
    last_shutdown_time: z.string().nullish(),
    // What cannot be read of these says nothing, and must not stand in the way.
    gpu_devices: devices,
    usb_devices: devices,
    pci_nics: devices,
  }),
);

export const taskAnswer = of<Schema<"Task">>()(
  z.object({
    id: z.string(),
    status: z.string(),
    progress: z.number().nullish(),
    error_message: z.string().nullish(),
    error_code: z.string().nullish(),
    started_at: z.string().nullish(),
    finished_at: z.string().nullish(),
  }),
);

export const precheckStarted = of<Schema<"EnterMaintenanceModeCheckResult">>()(
  z.object({ task_id: z.string().min(1) }),
);

/** The how-to shows plain strings, the contract objects: both are taken. */
export const precheckResultAnswer = of<Schema<"EnterMaintenanceModeResult">>()(
  z.object({
    done: z.boolean(),
    shutdownVms: z.array(z.union([z.string(), z.object({ vm_uuid: z.string() })])),
  }),
);

/** Without a task it was done at once; but an answer that holds neither a task nor a host says nothing at all. */
export const hostMutationAnswer = of<Schema<"WithTask_Host_">>()(
  taskId
    .extend({ data: z.looseObject({}).nullish() })
    .refine(({ task_id, data }) => Boolean(task_id || data), "neither task_id nor data"),
);
export const vmMutationAnswer = of<Schema<"WithTask_Vm_">[]>()(z.array(taskId));

const plannedVm = z.object({
  vm_uuid: z.string().nullish(),
  vm_name: z.string().nullish(),
  vm_state: z.string().nullish(),
  target_host_name: z.string().nullish(),
  verify: z.object({ changed: z.boolean().nullish(), reason: z.string().nullish() }).nullish(),
});

export const exitPlanAnswer = of<Schema<"ExitMaintenanceModeResult">>()(
  z.object({
    shutDownVms: z.array(plannedVm),
    liveMigrateVms: z.array(plannedVm),
    offlineMigrateVms: z.array(plannedVm),
  }),
);

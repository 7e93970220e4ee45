import { z } from "zod";
import { faultSchema } from "../api/faults/schema";
import { quirkSettingsSchema } from "../quirks";

const milliseconds = z.number().nonnegative().optional();

const vmSchema = z.strictObject({
  /** May be empty: a VM without a name. */
  name: z.string(),
  /** That many VMs of the kind, named name-1, name-2, … */
  count: z.number().int().min(1).optional(),
  power: z.enum(["running", "stopped", "suspended", "unknown"]).default("running"),
  memoryGiB: z.number().positive().default(8),
  ha: z.boolean().default(false),
  /** Holds a device of the host: cannot migrate. */
  passthrough: z.boolean().default(false),
  /** Bound to the host by a must-placement rule: cannot migrate. */
  mustPlacement: z.boolean().default(false),
  /** Only stopped VMs are in the recycle bin. */
  inRecycleBin: z.boolean().default(false),
  singleReplica: z.boolean().default(false),
  /** Guest address. */
  ip: z.string().optional(),
});

const hostSchema = z.strictObject({
  name: z.string().min(1),
  memoryGiB: z.number().min(32).default(256),
  status: z
    .enum([
      "CONNECTED_HEALTHY",
      "CONNECTED_WARNING",
      "CONNECTED_ERROR",
      "CONNECTING",
      "INITIALIZING",
      "SESSION_EXPIRED",
    ])
    .default("CONNECTED_HEALTHY"),
  poweredOn: z.boolean().default(true),
  /** Is in maintenance from the start, entered by nobody we know. */
  inMaintenance: z.boolean().default(false),
  managementIp: z.string().optional(),
  dataIp: z.string().optional(),
  unhealthyServices: z.array(z.enum(["job-center", "iscsi-redirector", "libvirt", "vm-monitor"])).default([]),
  labels: z.array(z.strictObject({ key: z.string(), value: z.string() })).default([]),
  vms: z.array(vmSchema).default([]),
});

const clusterSchema = z.strictObject({
  name: z.string().min(1),
  /** Data recovery is running. */
  recovering: z.boolean().default(false),
  storageNetworkHealthy: z.boolean().default(true),
  hosts: z.array(hostSchema).min(1),
});

/** A scenario: what the simulated CloudTower holds and how it behaves. */
export const scenarioSchema = z.strictObject({
  description: z.string().optional(),
  /** ms of simulated time for each step; what is left out keeps its default. */
  timings: z
    .strictObject({
      pending: milliseconds,
      precheck: milliseconds,
      shutdown: milliseconds,
      liveMigrate: milliseconds,
      coldMigrate: milliseconds,
      powerOn: milliseconds,
      settle: milliseconds,
    })
    .default({}),
  quirks: quirkSettingsSchema.default({}),
  faults: z.array(faultSchema).default([]),
  clusters: z.array(clusterSchema).min(1),
});

/** A scenario as one writes it: everything with a default may be left out. */
export type Scenario = z.input<typeof scenarioSchema>;
/** A scenario with its defaults filled in. */
export type FullScenario = z.output<typeof scenarioSchema>;

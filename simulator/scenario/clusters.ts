import { z } from "zod";
import { hostServices, type Schemas } from "../model/entities";
import { alertSchema } from "./alerts";

const vmUsages = [
  "ADVANCED_MONITORING",
  "AGENT_MESH_NODE",
  "BACKUP_CONTROLLER",
  "BUNDLE_APPLICATION",
  "CLOUDTOWER",
  "EVEROUTE_CONTROLLER",
  "REGISTRY",
  "REPLICATION_CONTROLLER",
  "SFS_CONTROLLER",
  "SHARE_REGISTRY",
  "SKS_MANAGEMENT",
] as const satisfies readonly Schemas["VmUsage"][];

const vmSchema = z.strictObject({
  /** May be empty: a VM without a name. */
  name: z.string(),
  /** That many VMs of the kind, named name-1, name-2, … */
  count: z.number().int().min(1).optional(),
  power: z.enum(["running", "stopped", "suspended", "unknown"]).default("running"),
  memoryGiB: z.number().positive().default(8),
  ha: z.boolean().default(false),
  /** Holds a device of the host: cannot migrate. Which one: true is a GPU. */
  passthrough: z.union([z.boolean(), z.enum(["gpu", "usb", "pci"])]).default(false),
  /** Bound to the host by a must-placement rule: cannot migrate. */
  mustPlacement: z.boolean().default(false),
  /** Only stopped VMs are in the recycle bin. */
  inRecycleBin: z.boolean().default(false),
  singleReplica: z.boolean().default(false),
  /** Its guest takes no notice of a graceful shutdown; a number: it stops that many ms after the task that waited has failed. */
  ignoresShutdown: z.union([z.boolean(), z.number().nonnegative()]).default(false),
  /** Belongs to the system itself: may not be shut down. */
  usage: z.enum(vmUsages).optional(),
  /** Guest address. */
  ip: z.string().optional(),
});

export const hostStatusSchema = z.enum([
  "CONNECTED_HEALTHY",
  "CONNECTED_WARNING",
  "CONNECTED_ERROR",
  "CONNECTING",
  "INITIALIZING",
  "SESSION_EXPIRED",
]);

const hostSchema = z.strictObject({
  name: z.string().min(1),
  memoryGiB: z.number().min(32).default(256),
  status: hostStatusSchema.default("CONNECTED_HEALTHY"),
  poweredOn: z.boolean().default(true),
  /** Is in maintenance from the start, entered by nobody we know. */
  inMaintenance: z.boolean().default(false),
  managementIp: z.string().optional(),
  dataIp: z.string().optional(),
  unhealthyServices: z.array(z.enum(hostServices)).default([]),
  labels: z.array(z.strictObject({ key: z.string(), value: z.string() })).default([]),
  alerts: z.array(alertSchema).default([]),
  vms: z.array(vmSchema).default([]),
});

export const clusterSchema = z.strictObject({
  name: z.string().min(1),
  /** On another than ELF maintenance moves no VMs and shuts none down. */
  hypervisor: z.enum(["ELF", "VMWARE", "XENSERVER", "BLUESHARK"]).default("ELF"),
  type: z.enum(["SMTX_OS", "SMTX_ELF", "SMTX_ZBS", "BLUESHARK"]).default("SMTX_OS"),
  /** Of the cluster's software, not of CloudTower. */
  version: z.string().default("5.1.2"),
  /** Spread over two sites. */
  stretch: z.boolean().default(false),
  /** Shown, and nothing else: hosts have a status of their own. */
  connectState: z.enum(["CONNECTED", "DISCONNECTED", "INITIALIZING", "REMOVING"]).default("CONNECTED"),
  /** Data recovery is running. */
  recovering: z.boolean().default(false),
  /** How long data recovery takes that begins when a host has left maintenance, in ms; 0: none begins. Default: the quirk. */
  recoveryAfterExit: z.number().nonnegative().optional(),
  /** How often DRS moves on one VM that an entry moved, while the host is in maintenance, in ms; 0: never. */
  drsEvery: z.number().nonnegative().default(0),
  storageNetworkHealthy: z.boolean().default(true),
  /** The hosts have no space for the data of another one: entering is refused. */
  lacksSpace: z.boolean().default(false),
  alerts: z.array(alertSchema).default([]),
  hosts: z.array(hostSchema).min(1),
});

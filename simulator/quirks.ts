import { z } from "zod";

/** Reasons for which CloudTower refuses to put a host into maintenance, or to take it out. */
export interface RefusalRules {
  /** Another host of the cluster is in or entering maintenance. Default true. */
  anotherHostInMaintenance: boolean;
  /** The cluster is recovering data. Default true. */
  dataRecovery: boolean;
  /** A VM on the host is suspended, or its power state is unknown. Default true. */
  suspendedVm: boolean;
  /** More than 150 VMs on the host. Default true. */
  tooManyVms: boolean;
  /** The host is powered off or not connected (also refuses an exit). Default true. */
  hostDisconnected: boolean;
  /** The host holds data of a VM with a single replica. Default true. */
  singleReplica: boolean;
  /** The storage network is unhealthy (also refuses an exit). Default true. */
  storageNetwork: boolean;
  /** job-center, iSCSI redirector, libvirt or VM monitor is unhealthy (refuses an exit). Default true. */
  unhealthyService: boolean;
  /** A VM that could migrate finds no room elsewhere. Default false: such a VM is listed for shutdown instead. */
  noRoom: boolean;
  /** Without this host no majority of the cluster's hosts would be up. Default false. */
  quorum: boolean;
}

/**
 * How a refusal shows.
 * - `task-failed`: the call is accepted, and its task ends FAILED with the reason
 * - `done-false`: the precheck's task ends SUCCESSED, and its result stays `done: false` for ever; enter and exit are answered 400
 * - `http-400`: the call itself is answered 400
 */
export type RefusalStyle = "task-failed" | "done-false" | "http-400";

/** Everything that the contract leaves open and a CloudTower may do the other way. All can be changed while it runs. */
export interface Quirks {
  /** Probability with which a field that may be null or absent is so, per answer; true means 0.5. Spares `task_id` of a
   * mutation, `vm_uuid`, and `host_state` of a host that is not in use. Default 0. */
  nulls: boolean | number;
  /** `vm_uuid` is null in the first entry of each exit plan list. Default false. */
  vmUuidNull: boolean;
  /** Mutations are done when the call returns; `task_id` is then null, or absent. Default "off". */
  syncMutations: "off" | "null" | "absent";
  /** Most entries in any list answer, whatever was asked; 0 is no cap. Default 0. */
  listCap: number;
  /** Lists come in another order at each call unless orderBy is given. Default false. */
  shuffle: boolean;
  /** Messages in Chinese, whatever the request's content-language. Default false. */
  chinese: boolean;
  /** `progress` stays 0, also on SUCCESSED; `error_message` and `error_code` are null on FAILED. Default false. */
  tasksSilent: boolean;
  /** `get-tasks` does not know a task for its first … ms (simulated). Default 0. */
  taskUnknownFor: number;
  /** `resource_id` of every task is null. Default false. */
  resourceIdNull: boolean;
  /** `maintenance_job_id` is the empty string. Default false. */
  jobIdEmpty: boolean;
  /**
   * `host_state` is null for … ms (simulated) although the host is in a session: from the entry's end on, and again and
   * again at other moments; 0 is never. Default 0.
   */
  sessionHiddenFor: number;
  /** List answers are empty, as for a user without rights. Default false. */
  seesNothing: boolean;
  /** A login's token expires … ms (simulated) after the login; 0 is never. Default 0. */
  sessionTimeout: number;
  /** User sources that can log in. Default LOCAL only. */
  loginSources: ("LOCAL" | "LDAP" | "AUTHN" | "SSO")[];
  /** Default "task-failed". */
  refusalStyle: RefusalStyle;
  rules: RefusalRules;
}

/** Some of the quirks: what is left out stays as it is. */
export type QuirkSettings = Partial<Omit<Quirks, "rules">> & { rules?: Partial<RefusalRules> };

export function defaultQuirks(): Quirks {
  return {
    nulls: 0,
    vmUuidNull: false,
    syncMutations: "off",
    listCap: 0,
    shuffle: false,
    chinese: false,
    tasksSilent: false,
    taskUnknownFor: 0,
    resourceIdNull: false,
    jobIdEmpty: false,
    sessionHiddenFor: 0,
    seesNothing: false,
    sessionTimeout: 0,
    loginSources: ["LOCAL"],
    refusalStyle: "task-failed",
    rules: {
      anotherHostInMaintenance: true,
      dataRecovery: true,
      suspendedVm: true,
      tooManyVms: true,
      hostDisconnected: true,
      singleReplica: true,
      storageNetwork: true,
      unhealthyService: true,
      noRoom: false,
      quorum: false,
    },
  };
}

/** Changes `quirks` in place, so that everybody who holds it sees the change. */
export function applyQuirks(quirks: Quirks, settings: QuirkSettings): void {
  const { rules, ...others } = settings;
  Object.assign(quirks, others);
  Object.assign(quirks.rules, rules);
}

const onOff = z.boolean().optional();
const milliseconds = z.number().nonnegative().optional();

/** Checks quirks that come from a scenario file or the control interface. */
export const quirkSettingsSchema: z.ZodType<QuirkSettings> = z.strictObject({
  nulls: z.union([z.boolean(), z.number().min(0).max(1)]).optional(),
  vmUuidNull: onOff,
  syncMutations: z.enum(["off", "null", "absent"]).optional(),
  listCap: z.number().int().nonnegative().optional(),
  shuffle: onOff,
  chinese: onOff,
  tasksSilent: onOff,
  taskUnknownFor: milliseconds,
  resourceIdNull: onOff,
  jobIdEmpty: onOff,
  sessionHiddenFor: milliseconds,
  seesNothing: onOff,
  sessionTimeout: milliseconds,
  loginSources: z.array(z.enum(["LOCAL", "LDAP", "AUTHN", "SSO"])).optional(),
  refusalStyle: z.enum(["task-failed", "done-false", "http-400"]).optional(),
  rules: z
    .strictObject({
      anotherHostInMaintenance: onOff,
      dataRecovery: onOff,
      suspendedVm: onOff,
      tooManyVms: onOff,
      hostDisconnected: onOff,
      singleReplica: onOff,
      storageNetwork: onOff,
      unhealthyService: onOff,
      noRoom: onOff,
      quorum: onOff,
    })
    .optional(),
});

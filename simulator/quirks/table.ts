import { z } from "zod";
import { ms, oneOf, onOff, some } from "./switches";

/**
 * How a refusal shows.
 * - `task-failed`: the call is accepted, and its task ends FAILED with the reason
 * - `done-false`: the precheck's task ends SUCCESSED, and its result stays `done: false` for ever; enter and exit are answered 400
 * - `http-400`: the call itself is answered 400
 */
export type RefusalStyle = "task-failed" | "done-false" | "http-400";

const userSource = z.enum(["LOCAL", "LDAP", "AUTHN", "SSO"]);
const darkStatus = z.enum(["CONNECTING", "INITIALIZING", "SESSION_EXPIRED"]);

/** Everything that the contract leaves open and a CloudTower may do differently. All can be changed while it runs. */
export const quirkTable = {
  // Answers
  /** Probability with which a field that may be null or absent is so, per answer; true means 0.5. Spares `task_id` of a
   * mutation, `vm_uuid`, and `host_state` of a host that is not in use. Default 0. */
  nulls: some(z.union([z.boolean(), z.number().min(0).max(1)]), 0),
  /** Most entries in any list answer, whatever was asked; 0 is no cap. Default 0. */
  listCap: some(z.number().int().nonnegative(), 0),
  /** Lists have a different order at each call unless orderBy is given. Default false. */
  shuffle: onOff(false),
  /** List answers are empty, as for a user without rights. Default false. */
  seesNothing: onOff(false),
  /** Messages in Chinese, whatever the request's content-language. Default false. */
  chinese: onOff(false),
  /** Most characters in the value of a label; a longer one is answered 400. Default 100. */
  labelValueLimit: some(z.number().int().positive(), 100),

  // Version and login
  /**
   * What get-version gives. From 4.4.0 on there is the user source SSO; from 4.7.0 on hosts have `connect_status` and
   * `merged_status`; before 4.0.0 there are no maintenance and power calls (404 with HTML). Default "4.6.0".
   */
  version: some(z.string().regex(/^\d+\.\d+/, "a version is such as 4.6.0"), "4.6.0"),
  /** A login's token expires … ms (simulated) after the login; 0 is never. Default 0. */
  sessionTimeout: ms(0),
  /** User sources that can log in. Default LOCAL only. LDAP is what old servers have; current ones have AUTHN. */
  loginSources: some(z.array(userSource), ["LOCAL"]),
  /** The `auth_config_id`s of the existing directories. A login by AUTHN must give one. */
  authConfigIds: some(z.array(z.string()), ["clsimulatordirectory00000"]),

  // Tasks
  /** Mutations are done when the call returns; `task_id` is then null, or absent. Default "off". */
  syncMutations: oneOf(["off", "null", "absent"], "off"),
  /** `progress` stays 0, also on SUCCESSED; `error_message` and `error_code` are null on FAILED. Default false. */
  tasksSilent: onOff(false),
  /** `get-tasks` does not know a task for its first … ms (simulated). Default 0. */
  taskUnknownFor: ms(0),
  /** `resource_id` of every task is null. Default false. */
  resourceIdNull: onOff(false),
  /** Every `error_message` has the shape "Cannot unwrap Ok value of Result.Err. code: … message: {…}". Default false: only
   * that of a shutdown that timed out. */
  wrappedMessages: onOff(false),
  /** The task of every entry ends FAILED, although the host is in maintenance. Default false. */
  failedThoughEntered: onOff(false),

  // Sessions and clocks
  /** `maintenance_job_id` is the empty string. Default false. */
  jobIdEmpty: onOff(false),
  /**
   * `host_state` is null for … ms (simulated) although the host is in a session: from the entry's end on, and again and
   * again at other moments; 0 is never. Default 0.
   */
  sessionHiddenFor: ms(0),
  /** How many ms the clusters' clock, which dates sessions and the shutdown of VMs, is ahead of CloudTower's own, which
   * dates tasks and answers; negative: behind. For what is dated from now on. Default 0. */
  clusterClockOffset: some(z.number(), 0),
  /** `last_shutdown_time` is null for every VM. Default false. */
  lastShutdownTimeNull: onOff(false),

  // Entry, exit and what follows
  /** Default "task-failed". */
  refusalStyle: oneOf<RefusalStyle>(["task-failed", "done-false", "http-400"], "task-failed"),
  /** An entry moves stopped VMs without HA, too. Default false: they stay. */
  coldMigrateAll: onOff(false),
  /** An exit also gives back VMs with passthrough devices, and VMs whose power or place changed. Default false. */
  generousExit: onOff(false),
  /** Which VMs the exit plan flags `verify.changed`: those whose power or place changed, also those with passthrough
   * devices (all that the exit leaves), or none. Default "changed". */
  verifyFlags: oneOf(["changed", "left", "none"], "changed"),
  /** `vm_uuid` is null in the first entry of each exit plan list. Default false. */
  vmUuidNull: onOff(false),
  /** Data recovery of a cluster begins when a host has left maintenance, and takes … ms (simulated); 0: none begins.
   * A cluster's own `recoveryAfterExit` comes before it. Default 0. */
  recoveryAfterExit: ms(0),

  // Power
  /** Starts and migrations that cannot be are answered 400, starts of a running VM too; else the call is accepted and its
   * task fails, and starting a running VM is no work. Default "by-version": from 4.7.0 on. */
  powerChecksFirst: some(z.union([z.boolean(), z.literal("by-version")]), "by-version"),
  /** The task of a reboot lasts until the host is connected again. Default false: until it has gone down. */
  rebootTaskWaits: onOff(false),
  /** What a host reads one after the other while it restarts. Default CONNECTING, INITIALIZING. */
  restartStatuses: some(z.array(darkStatus).min(1), ["CONNECTING", "INITIALIZING"]),
};

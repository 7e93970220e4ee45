/** How long each step takes, in ms of simulated time (`speed` divides all of them). */
export interface Timings {
  /** A new task stays PENDING. */
  pending: number;
  precheck: number;
  /** One VM shut down. */
  shutdown: number;
  /** How long an entry waits for a guest that ignores the shutdown. */
  shutdownTimeout: number;
  /** One running VM moved. */
  liveMigrate: number;
  /** One stopped VM moved. */
  coldMigrate: number;
  /** One VM powered on. */
  powerOn: number;
  /** The host's own work at the end of an entry or an exit. */
  settle: number;
  /** A host goes down after a power call. */
  powerDown: number;
  /** A host that restarts reads the first of its statuses. */
  boot: number;
  /** … and each of the others. */
  initialize: number;
  /** After a restart a host is connected, and its services are not up yet. */
  servicesUp: number;
  /** One change of a label. */
  label: number;
  /** Nothing answers while a standby takes over. */
  failover: number;
}

export const defaultTimings: Timings = {
  pending: 200,
  precheck: 3_000,
  shutdown: 3_000,
  shutdownTimeout: 60_000,
  liveMigrate: 2_500,
  coldMigrate: 1_000,
  powerOn: 2_000,
  settle: 2_000,
  powerDown: 2_000,
  boot: 20_000,
  initialize: 8_000,
  servicesUp: 5_000,
  label: 300,
  failover: 60_000,
};

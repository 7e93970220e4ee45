/** How long each step takes, in ms of simulated time (`speed` divides all of them). */
export interface Timings {
  /** A new task stays PENDING. */
  pending: number;
  precheck: number;
  /** One VM shut down. */
  shutdown: number;
  /** One running VM moved. */
  liveMigrate: number;
  /** One stopped VM moved. */
  coldMigrate: number;
  /** One VM powered on. */
  powerOn: number;
  /** The host's own work at the end of an entry or an exit. */
  settle: number;
}

export const defaultTimings: Timings = {
  pending: 200,
  precheck: 3_000,
  shutdown: 3_000,
  liveMigrate: 2_500,
  coldMigrate: 1_000,
  powerOn: 2_000,
  settle: 2_000,
};

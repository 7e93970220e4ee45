import { z } from "zod";
import { faultSchema } from "../api/faults/schema";
import { quirkSettingsSchema } from "../quirks";
import { clusterSchema } from "./clusters";

const milliseconds = z.number().nonnegative().optional();

const userSchema = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  /** An API token to accept without a login. */
  token: z.string().min(1).optional(),
  /** What the user may do, such as MANAGE_HOST, VM_OPERATION_VM_POWER, VM_OPERATION_MIGRATE, MANAGE_LABEL; reading needs none. */
  actions: z.array(z.string()).default([]),
});

/** A scenario: what the simulated CloudTower holds and how it behaves. */
export const scenarioSchema = z.strictObject({
  description: z.string().optional(),
  /** ms of simulated time for each step (see model/timings.ts); what is left out keeps its default. */
  timings: z
    .strictObject({
      pending: milliseconds,
      precheck: milliseconds,
      shutdown: milliseconds,
      shutdownTimeout: milliseconds,
      liveMigrate: milliseconds,
      coldMigrate: milliseconds,
      powerOn: milliseconds,
      settle: milliseconds,
      powerDown: milliseconds,
      boot: milliseconds,
      initialize: milliseconds,
      servicesUp: milliseconds,
      label: milliseconds,
      failover: milliseconds,
    })
    .default({}),
  quirks: quirkSettingsSchema.default({}),
  faults: z.array(faultSchema).default([]),
  /** Who can log in besides root, each with rights of their own. */
  users: z.array(userSchema).default([]),
  /** A second node that listens at an address of its own and takes over when told to. */
  standby: z.boolean().default(false),
  clusters: z.array(clusterSchema).min(1),
});

/** A scenario as one writes it: everything with a default may be left out. */
export type Scenario = z.input<typeof scenarioSchema>;
/** A scenario with its defaults filled in. */
export type FullScenario = z.output<typeof scenarioSchema>;

import { z } from "zod";

/** What goes wrong with a request. Kinds that act do what was asked and spoil the answer; the others leave the model as it was. */
export const faultKinds = [
  "reset-before",
  "reset-after",
  "hang",
  "slow-drip",
  "status",
  "html502",
  "resourceLocked",
  "truncatedJson",
  "wrongShape",
  "emptyBody",
  "wrongContentType",
  "redirect",
  "taskFailed",
  "taskStalled",
  "taskFailedThoughDone",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Checks a fault that comes from a scenario or the control interface. */
export const faultSchema = z.strictObject({
  /** operationId, such as "EnterMaintenanceMode", or "*". */
  operation: z.string().min(1),
  kind: z.enum(faultKinds),
  /** Hits that many requests. Default 1. */
  times: z.number().int().positive().optional(),
  /** Lets that many requests pass first. Default 0. */
  skip: z.number().int().nonnegative().optional(),
  /** kind status: the HTTP status. Default 503. */
  status: z.number().int().min(300).max(599).optional(),
  /** Additional headers of the answer, such as Retry-After. */
  headers: z.record(z.string(), z.string()).optional(),
  /** kind redirect: where to. */
  location: z.string().optional(),
  /** kinds status, taskFailed, taskFailedThoughDone: the message. */
  message: z.string().optional(),
  /** The message (of the answer, or of the failed task), x-tower-request-id and location repeat the request, its credential included. */
  echo: z.boolean().optional(),
  /** Do what was asked although the answer is spoilt, or not. Default: by kind. */
  act: z.boolean().optional(),
  /** kind slow-drip: real ms between two pieces of the answer. Default 50. */
  everyMs: z.number().int().nonnegative().optional(),
  /** kinds taskFailed, taskStalled: after that many steps of the task. Default 1. */
  afterSteps: z.number().int().nonnegative().optional(),
});

export type Fault = z.infer<typeof faultSchema>;

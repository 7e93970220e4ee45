import { z } from "zod";

/** Something that is wrong. */
export const alertSchema = z.strictObject({
  /** CRITICAL, NOTICE, INFO, or whatever else a server may say. Default NOTICE. */
  severity: z.string().optional(),
  message: z.string().min(1),
  cause: z.string().optional(),
  solution: z.string().optional(),
  impact: z.string().optional(),
});

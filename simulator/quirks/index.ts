import type { z } from "zod";
import { type RefusalRules, refusalRules } from "./rules";
import { defaultsOf, settingsSchema, type Values } from "./switches";
import { quirkTable } from "./table";

export type { RefusalRules } from "./rules";
export type { RefusalStyle } from "./table";

/** Each is documented in quirks/table.ts, and each rule in quirks/rules.ts. */
export interface Quirks extends Values<typeof quirkTable> {
  rules: RefusalRules;
}

/** Some of the quirks. The others stay unchanged. */
export type QuirkSettings = Partial<Omit<Quirks, "rules">> & { rules?: Partial<RefusalRules> | undefined };

export function defaultQuirks(): Quirks {
  return { ...defaultsOf(quirkTable), rules: defaultsOf(refusalRules) };
}

/** Changes `quirks` in place, so that all users of the object see the change. */
export function applyQuirks(quirks: Quirks, settings: QuirkSettings): void {
  const { rules, ...others } = settings;
  Object.assign(quirks, others);
  Object.assign(quirks.rules, rules);
}

/** Checks quirks that come from a scenario file or the control interface. */
export const quirkSettingsSchema: z.ZodType<QuirkSettings> = settingsSchema({
  ...quirkTable,
  rules: { schema: settingsSchema(refusalRules), byDefault: {} },
}) as z.ZodType<QuirkSettings>;

import { z } from "zod";

/** One switch: its possible values and its default. */
export interface Switch<T> {
  schema: z.ZodType<T>;
  byDefault: T;
}

type Switches = Record<string, Switch<never>>;
/** The values of a table of switches, with the documentation of each. */
export type Values<S> = { [Name in keyof S]: S[Name] extends Switch<infer T> ? T : never };

export function oneOf<const T extends string>(options: readonly [T, ...T[]], byDefault: NoInfer<T>): Switch<T> {
  return { schema: z.enum(options) as unknown as z.ZodType<T>, byDefault };
}

export function onOff(byDefault: boolean): Switch<boolean> {
  return { schema: z.boolean(), byDefault };
}

/** Milliseconds of simulated time. */
export function ms(byDefault: number): Switch<number> {
  return { schema: z.number().nonnegative(), byDefault };
}

export function some<T>(schema: z.ZodType<T>, byDefault: NoInfer<T>): Switch<T> {
  return { schema, byDefault };
}

/** A fresh set of values, which shares no list. */
export function defaultsOf<S>(switches: S): Values<S> {
  const entries = Object.entries(switches as Switches).map(([name, { byDefault }]) => [
    name,
    structuredClone(byDefault),
  ]);
  return Object.fromEntries(entries) as Values<S>;
}

/** Checks some of the values. Missing ones are also missing in the result. */
export function settingsSchema<S>(switches: S): z.ZodType<Partial<Values<S>>> {
  const entries = Object.entries(switches as Switches).map(([name, { schema }]) => [name, schema.optional()]);
  return z.strictObject(Object.fromEntries(entries)) as unknown as z.ZodType<Partial<Values<S>>>;
}

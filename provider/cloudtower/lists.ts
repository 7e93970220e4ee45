import * as z from "zod";

/** More than an answer of ours ever holds: a page of a list, or the VMs of one host. */
const MOST_ENTRIES = 10_000;

/**
 * A list of an answer. Its length is looked at first, and it ends at the first entry that is not as it should be: zod's own
 * collects what is wrong with each, which makes a gigabyte of a small answer with a wrong field in every entry.
 */
export function list<Entry extends z.ZodType>(entry: Entry): z.ZodType<z.output<Entry>[], z.input<Entry>[]> {
  return z.unknown().transform((value, context): z.output<Entry>[] => {
    const refuse = (message: string, path: PropertyKey[] = []) => {
      context.issues.push({ code: "custom", message, path, input: undefined });
      return z.NEVER;
    };
    if (!Array.isArray(value)) return refuse("expected a list");
    if (value.length > MOST_ENTRIES) return refuse(`${value.length} entries, and at most ${MOST_ENTRIES} are taken`);
    const entries: z.output<Entry>[] = [];
    for (const [index, one] of value.entries()) {
      const result = entry.safeParse(one);
      if (!result.success) {
        const [issue] = result.error.issues;
        return refuse(issue?.message ?? "not as expected", [index, ...(issue?.path ?? [])]);
      }
      entries.push(result.data);
    }
    return entries;
  }) as unknown as z.ZodType<z.output<Entry>[], z.input<Entry>[]>;
}

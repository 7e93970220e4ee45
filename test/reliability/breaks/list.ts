import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";

/** The files of the list, in the order of the table in docs/reliability.md. */
const CHAPTERS = ["cloudtower", "pulumi", "hostile", "runs", "rolling"];

const breakSchema = z.strictObject({
  /** A description, as in docs/reliability.md. */
  name: z.string().min(1),
  /** The provider's file. */
  file: z.string().startsWith("provider/"),
  /** Must occur in the file exactly once. */
  find: z.string().min(1),
  replace: z.string(),
  /** Each of these must notice it. `cloudtower/retry` is test/cloudtower/retry.test.ts. */
  noticedBy: z.union([z.string(), z.array(z.string()).min(1)]).transform((given) => [given].flat()),
});

/** A change that breaks the provider, and the tests that must notice it. */
export type Break = z.output<typeof breakSchema>;

/** All breaks, in the order of the table. */
export function readBreaks(): Break[] {
  return CHAPTERS.flatMap((chapter) => {
    const text = readFileSync(join(import.meta.dirname, "list", `${chapter}.yaml`), "utf8");
    return breakSchema.array().parse(parse(text));
  });
}

/** The text with the break applied; undefined if the replaced text does not occur exactly once. */
export function broken(text: string, { find, replace }: Break): string | undefined {
  const [before, after, ...more] = text.split(find);
  return after === undefined || more.length > 0 ? undefined : `${before}${replace}${after}`;
}

/** The path of a test by its short name. */
export function testFile(name: string): string {
  return `test/${name}.test.ts`;
}

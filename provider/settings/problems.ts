import { forPeople } from "../text/foreign";

/** A problem with a setting. */
export interface Problem {
  text: string;
  /** For a missing setting: the config keys and variables that could set it. */
  missing?: readonly string[] | undefined;
}

/** Missing or wrong settings. The message names each by config key and variable, and never quotes a value that may be secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly Problem[];

  constructor(problem: string | readonly Problem[]) {
    const given = typeof problem === "string" ? [{ text: problem }] : problem;
    // Each in one line: only what is ours begins another.
    const problems = given.map((one) => ({ ...one, text: forPeople(one.text) }));
    const [first, ...others] = problems.map(({ text }) => text);
    const numbered = problems.map(({ text }, index) => `(${index + 1}) ${text}`);
    super(
      others.length === 0 ? first : [`${problems.length} settings are missing or wrong:`, ...numbered].join("\n  "),
    );
    this.problems = problems;
  }
}

/** @param names see {@link Problem.missing} */
export function missingSetting(text: string, names: readonly string[]): SettingsError {
  return new SettingsError([{ text, missing: names }]);
}

/** A key or variable that is not a known setting, and the one that was probably meant. */
export interface UnknownName {
  problem: string;
  /** A config key with its namespace, or a variable. */
  meant?: string | undefined;
}

/**
 * Reads all values, and then reports all problems together.
 * @param unknown problems found before; a setting that is missing because its name is misspelled is reported once
 * @throws SettingsError with every problem
 */
export function readEvery<Values extends object>(
  readers: { [Name in keyof Values]: () => Values[Name] },
  unknown: readonly UnknownName[] = [],
): Values {
  // A problem that several settings share is reported once.
  const problems = new Map(unknown.map(({ problem }): [string, Problem] => [problem, { text: problem }]));
  const meant = new Set(unknown.map((one) => one.meant));
  const values: Partial<Values> = {};
  for (const name of Object.keys(readers) as (keyof Values)[]) {
    try {
      values[name] = readers[name]();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      const told = error.problems.filter(({ missing = [] }) => !missing.some((one) => meant.has(one)));
      for (const problem of told) problems.set(problem.text, problem);
    }
  }
  if (problems.size > 0) throw new SettingsError([...problems.values()]);
  return values as Values;
}

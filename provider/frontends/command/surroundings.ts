import type { Output } from "./output";

/** What a command gets from outside. Tests have their own. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** In or below the directory of the Pulumi project, if there is one. */
  cwd: string;
  output: Output;
}

/** How a command ends. */
export const EXIT = {
  well: 0,
  /** There are problems, or CloudTower could not be asked. */
  problems: 1,
  /** The command line is wrong, and nothing was asked. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

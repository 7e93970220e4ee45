/** A command to be started. */
export interface CommandSpec {
  /** Of this one command's record. It must not exist yet. */
  directory: string;
  /** For `sh -c`. Other users can see it in the list of processes, so secrets belong into `env`. */
  command: string;
  cwd: string;
  /** The whole environment of the command. */
  env: Record<string, string>;
  /**
   * Name → value: each occurrence in the output becomes `[name]`, before it reaches disk or screen. So does each line of a value,
   * and a value as JSON and URLs have it. What is shorter than four characters is not masked: it would be found everywhere.
   */
  masks: Record<string, string>;
  /** Then SIGTERM to its process group, and ten seconds later SIGKILL. */
  limitMs: number;
}

/** The wrapper's pipes. A command begins with a pipe of its own in place of the one for answers, so it inherits neither. */
export const ANSWER_FD = 3;
export const SPEC_FD = 4;

/** What the wrapper is sent. It goes through a pipe: nothing of it is in a file, an argument or the wrapper's environment. */
export interface WrapperSpec extends CommandSpec {
  /** Between SIGTERM and SIGKILL. */
  graceMs: number;
}

/** What the wrapper answers, once. No error: the command runs, and its start is safe on disk. */
export interface WrapperAnswer {
  error?: string;
}

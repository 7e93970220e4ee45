import { expect } from "vitest";
import type { CliResult } from "./cli.js";

declare module "vitest" {
  interface Matchers<T> {
    /** The run ended with exit code 0; if not, its output is in the message. */
    toSucceed: () => T;
  }
}

expect.extend({
  toSucceed: ({ code, signal, all }: CliResult) => ({
    pass: code === 0,
    message: () => `the run ended with ${signal ?? code}:\n${all}`,
  }),
});

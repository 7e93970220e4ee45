#!/usr/bin/env node
import { processOutput } from "./output";
import { run } from "./program";

void run(process.argv.slice(2), { env: process.env, cwd: process.cwd(), output: processOutput() }).then((code) => {
  process.exitCode = code;
});

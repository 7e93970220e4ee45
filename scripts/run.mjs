// Runs `npm start`, `npm test` and the other commands, after making a fresh clone ready. It uses plain Node without dependencies,
// because it runs before `npm ci`. Set-up prints to stderr, because stdout belongs to the command.
import { constants } from "node:os";
import { ensureBuild } from "./bootstrap/build.mjs";
import { ensureDependencies } from "./bootstrap/dependencies.mjs";
import { runNode, wasInterrupted } from "./bootstrap/process.mjs";
import { say } from "./bootstrap/progress.mjs";

/** As `engines` in package.json. The test runner needs this version. */
const NODE_MINIMUM = [20, 19];

/** As shells have it. */
const INTERRUPTED = 128 + constants.signals.SIGINT;

// Engines are not prepared here: `start` and the tests with the real engine call ensureEngine() themselves, so that a run without
// one (`npm test -- test/lifecycle`) does not wait for it.
const COMMANDS = {
  start: ["--import", "tsx", "scripts/start/main.ts"],
  test: ["node_modules/vitest/vitest.mjs", "run"],
  check: ["--import", "tsx", "scripts/check/main.ts"],
  mutation: ["node_modules/@stryker-mutator/core/bin/stryker.js", "run", "scripts/mutation/stryker.config.mjs"],
  simulator: ["--import", "tsx", "simulator/main.ts"],
  bench: ["--import", "tsx", "bench/main.ts"],
  soak: ["--import", "tsx", "test/reliability/soak/main.ts"],
  torture: ["--import", "tsx", "test/reliability/torture/main.ts"],
  breaks: ["--import", "tsx", "test/reliability/breaks/main.ts"],
  /** Only the set-up. The tests' global set-up uses it if vitest was started directly. */
  prepare: undefined,
};

async function main([command, ...args]) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor < NODE_MINIMUM[1])) {
    say(`This project needs Node ${NODE_MINIMUM.join(".")} or newer; this is Node ${process.versions.node}.`);
    return 1;
  }
  if (!Object.hasOwn(COMMANDS, command ?? "")) {
    say(`usage: node scripts/run.mjs <${Object.keys(COMMANDS).join("|")}> [arguments]`);
    return 2;
  }
  const isReady = (await ensureDependencies()) && !wasInterrupted() && (await ensureBuild());
  if (wasInterrupted()) return INTERRUPTED;
  if (!isReady) {
    // The last line of a test run is always the count; see vitest/countReporter.ts.
    if (command === "test") console.log("0 passed, 1 failed");
    return 1;
  }
  const target = COMMANDS[command];
  if (command === "start") say("Starting the guided tour …");
  // It leaves nothing in the temporary directory, where tsx has its cache.
  const env = command === "start" ? { TSX_DISABLE_CACHE: "1" } : {};
  return target ? runNode([...target, ...args], env) : 0;
}

process.exitCode = await main(process.argv.slice(2));

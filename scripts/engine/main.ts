// Prints the engine's bin directory, fetching the engine first if need be: `PATH="$(tsx scripts/engine/main.ts):$PATH"`.
import { ensureEngine } from "./index.js";

ensureEngine().then(
  ({ binDir }) => console.log(binDir),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);

// Prints the engine's bin directory, and fetches the engine first if needed: `PATH="$(tsx scripts/engine/main.ts):$PATH"`.
import { ensureEngine } from "./index.js";

ensureEngine().then(
  ({ binDir }) => console.log(binDir),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);

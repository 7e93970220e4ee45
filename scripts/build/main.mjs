// `npm run build [-- DIRECTORY]`: builds the package as it is published. The libraries are built in, so there is one file to carry to
// a network without a registry, and the provider process reads two files at its start instead of two hundred.
import { join } from "node:path";
import { root, runQuietly, wasInterrupted } from "../bootstrap/process.mjs";
import { say } from "../bootstrap/progress.mjs";
import { bundle } from "./bundle.mjs";
import { keepPublicDeclarations } from "./declarations.mjs";
import { writeNotices } from "./notices.mjs";

async function main(directory = join(root, "dist")) {
  const tsc = join("node_modules", "typescript", "bin", "tsc");
  const code = await runQuietly(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", directory]);
  if (code !== 0) {
    if (!wasInterrupted()) say("The build failed: the compiler's messages are above.");
    return 1;
  }
  keepPublicDeclarations(directory);
  writeNotices(directory, await bundle(directory));
  return 0;
}

process.exitCode = await main(process.argv[2]);

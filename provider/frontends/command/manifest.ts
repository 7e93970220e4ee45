import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  version: string;
  peerDependencies: Record<string, string>;
}

/** This package's own package.json. It is above the sources and above what is built from them. */
export function ownManifest(from = __dirname): Manifest {
  const file = join(from, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : ownManifest(dirname(from));
}

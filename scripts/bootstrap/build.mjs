import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly } from "./process.mjs";
import { step } from "./progress.mjs";

const cache = join(root, "node_modules", ".cache", "pulumi-cloudtower");
const stamp = join(cache, "built");
const dist = join(root, "dist");

/** Builds provider/ into dist/, if dist/ does not match the sources. */
export async function ensureBuild() {
  const sources = hashOfSources();
  if (existsSync(join(dist, "index.js")) && read(stamp) === sources) return true;
  mkdirSync(cache, { recursive: true });
  // Built next to dist and then renamed, so that deleted sources vanish from it and two commands at once do no harm.
  const fresh = join(cache, `dist-${process.pid}`);
  const old = join(cache, `old-${process.pid}`);
  try {
    const build = [join("scripts", "build", "main.mjs"), fresh];
    const code = await step("Building the package", () => runQuietly(process.execPath, build));
    if (code !== 0) return false;
    rmSync(stamp, { force: true });
    rmSync(old, { recursive: true, force: true });
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
    writeFileSync(stamp, sources);
    return true;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

// Compares contents, not times: times are wrong after a checkout, a copy or a deletion.
function hashOfSources() {
  const files = ["provider", join("scripts", "build")].flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  // Includes the lockfile, because libraries are built in.
  const settings = ["tsconfig.json", "tsconfig.build.json", "package.json", "package-lock.json"].map((name) =>
    join(root, name),
  );
  const hash = createHash("sha256");
  for (const file of [...files.sort(), ...settings])
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

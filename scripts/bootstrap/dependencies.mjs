import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly, wasInterrupted } from "./process.mjs";
import { say, step } from "./progress.mjs";

/** Installs the packages of package-lock.json, if node_modules does not match it. */
export async function ensureDependencies() {
  if (isInstalled()) return true;
  // Only npm 11.16 and newer heed allowScripts in package.json: older ones would run whatever a dependency wants run.
  const code = await step("Installing dependencies (npm ci)", () =>
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]),
  );
  if (code !== 0 && !wasInterrupted()) say("npm ci failed: its output is above.");
  return code === 0;
}

// Compares contents: a checkout or a copy changes the files' times without changing what is installed.
function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf(join("node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return (
    Object.keys(installed).every((path) => path in wanted) &&
    Object.entries(wanted).every(([path, entry]) => {
      const found = installed[path];
      // The root itself is not listed. Missing optional packages are for other platforms, or were not wanted.
      if (!found) return path === "" || entry.optional === true;
      return found.version === entry.version && found.integrity === entry.integrity;
    })
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function npm(args) {
  // `npm run` says where npm is. This also avoids npm.cmd on Windows, which only a shell can start.
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script)) return runQuietly(process.execPath, [script, ...args]);
  return runQuietly("npm", args, { shell: process.platform === "win32" });
}

// `npm run check [-- NAME…]`: static checks of the code. It prints one line per check, and then the output of those that failed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import pLimit from "p-limit";

const root = join(import.meta.dirname, "../..");
const tool = (...path: string[]) => join("node_modules", ...path);
const config = (name: string) => ["--config", join("scripts", "check", name)];
const cruise = [tool("dependency-cruiser", "bin", "dependency-cruise.mjs"), "--output-type", "err-long"];
const buildInfo = tool(".cache", "pulumi-cloudtower", "check.tsbuildinfo");

/** The longest first, so that the others run in parallel with it. */
const CHECKS: Record<string, string[]> = {
  types: [tool("typescript", "bin", "tsc"), "--noEmit", "--incremental", "--tsBuildInfoFile", buildInfo],
  dead: [tool("knip", "bin", "knip.js"), ...config("knip.jsonc")],
  imports: [...cruise, "provider", "simulator", ...config("imports.mjs")],
  load: [...cruise, "provider/index.ts", ...config("load.mjs")],
  style: [tool("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings"],
};

/** The number of parallel checks: the cores of the smallest machine. */
const AT_ONCE = 2;

async function main(names: string[]): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(CHECKS, name));
  if (unknown.length > 0) {
    console.error(`There is no check ${unknown.join(", ")}. There are: ${Object.keys(CHECKS).join(", ")}`);
    return 2;
  }
  const wanted = Object.entries(CHECKS).filter(([name]) => names.length === 0 || names.includes(name));
  const limit = pLimit(AT_ONCE);
  const failed = (await Promise.all(wanted.map((check) => limit(run, ...check)))).filter((said) => said !== undefined);
  for (const said of failed) console.log(`\n${said}`);
  return failed.length > 0 ? 1 : 0;
}

/** @returns the output of the check if it failed */
async function run(name: string, args: string[]): Promise<string | undefined> {
  const start = Date.now();
  const { code, said } = await output(args);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${name.padEnd(8)} ${code === 0 ? "ok    " : "FAILED"} ${seconds.padStart(5)} s`);
  return code === 0 ? undefined : `${name}:\n${said.trim()}`;
}

function output(args: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said: Buffer.concat(chunks).toString() }));
  });
}

process.exitCode = await main(process.argv.slice(2));

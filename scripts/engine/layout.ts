import { homedir } from "node:os";
import { join } from "node:path";
import { ENGINE_VERSION } from "./version.js";

const isWindows = process.platform === "win32";

/** The directory of a fetched engine. It follows the CLI's own convention, so that other Pulumi tools find it. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return env.PULUMI_CLOUDTOWER_ENGINE_DIR || join(homedir(), ".pulumi", "versions", ENGINE_VERSION);
}

export const CLI = executable("pulumi");
export const LANGUAGE_HOST = executable("pulumi-language-nodejs");
/** Starts dynamic providers. */
export const DYNAMIC_HOST = isWindows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

function executable(name: string): string {
  return isWindows ? `${name}.exe` : name;
}

import { gte, parse } from "semver";

/** The engine that we fetch. It matches @pulumi/pulumi 3.248.0, the newest SDK that runs on Node 20. */
export const ENGINE_VERSION = "3.248.0";

/** The oldest `pulumi` on PATH that is used instead. Older ones were not tried with this SDK. */
export const MINIMUM_VERSION = "3.200.0";

export function isRecentEnough(version: string | undefined): boolean {
  const parsed = parse(version);
  return parsed !== null && parsed.major === 3 && gte(parsed, MINIMUM_VERSION);
}

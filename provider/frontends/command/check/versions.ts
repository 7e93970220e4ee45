import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import satisfies from "semver/functions/satisfies.js";
import { asName } from "../../../text/foreign";
import { ownManifest } from "../manifest";
import { pulumi } from "../pulumiCli";
import type { Surroundings } from "../surroundings";
import { type Finding, notKnown, ok, problem, warning } from "./finding";

const SDK = "@pulumi/pulumi";

/** This package, Pulumi's engine and its SDK. */
export async function versionFindings(surroundings: Surroundings): Promise<Finding[]> {
  const { version, peerDependencies } = ownManifest();
  return [
    ok("package", `pulumi-cloudtower ${version}, on Node ${process.versions.node}`),
    await engine(surroundings),
    sdk(surroundings.cwd, peerDependencies[SDK] ?? "*"),
  ];
}

async function engine(surroundings: Surroundings): Promise<Finding> {
  const result = await pulumi(["version"], surroundings);
  if (result.is === "missing") {
    return warning(
      "engine",
      "there is no pulumi on the PATH",
      "Add the directory of pulumi to the PATH, or install Pulumi",
    );
  }
  if (result.is === "failed") return notKnown("engine", "pulumi version failed", "Run it by itself to see why");
  return ok("engine", `Pulumi ${asName(result.stdout.trim())}`);
}

function sdk(cwd: string, range: string): Finding {
  const version = installedSdk(cwd);
  if (version === undefined) {
    return notKnown(
      "SDK",
      `${SDK} is not installed here`,
      "Run this in the directory of the Pulumi program, after npm install",
    );
  }
  if (satisfies(version, range)) return ok("SDK", `${SDK} ${asName(version)}`);
  return problem(
    "SDK",
    `${SDK} ${asName(version)} is not ${range}, which this package needs`,
    `Run npm install ${SDK}@latest`,
  );
}

/** The version that a program in this directory would load. */
function installedSdk(cwd: string): string | undefined {
  try {
    const file = createRequire(join(cwd, "program.js")).resolve(`${SDK}/package.json`);
    return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

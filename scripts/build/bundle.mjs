import { build } from "esbuild";
import { root } from "../bootstrap/process.mjs";

/** What the program loads, what the serialized stub loads in the provider process, the command, and the wrapper of commands. */
const ENTRIES = {
  index: "provider/index.ts",
  "dynamic/index": "provider/frontends/dynamic/index.ts",
  "command/main": "provider/frontends/command/main.ts",
  "commands/wrapper": "provider/commands/wrapper/main.ts",
};

/**
 * Writes one CommonJS file for each entry. The stub requires the package by its own name, which stays as it is.
 * @returns the files of libraries that went into them, relative to the checkout
 */
export async function bundle(directory) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: directory,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@pulumi/pulumi", "pulumi-cloudtower"],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return [...new Set(Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)))].filter((file) =>
    file.startsWith("node_modules/"),
  );
}

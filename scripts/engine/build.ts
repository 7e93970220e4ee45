// Builds the engine from its Go modules, for machines that can reach package registries but not the official download.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { step } from "../bootstrap/progress.mjs";
import { CLI, DYNAMIC_HOST, LANGUAGE_HOST } from "./layout.js";
import { ENGINE_VERSION } from "./version.js";

const modules = fileURLToPath(new URL("go", import.meta.url));

export const cliModule = join(modules, "cli");
/** A separate module: the last published Node language host needs an older SDK than the CLI. */
const languageHostModule = join(modules, "nodejs");

/** The content that Pulumi's releases ship under this name, for Unix and for Windows. */
const FIND_PROVIDER = "require.resolve('@pulumi/pulumi/cmd/dynamic-provider')";
const DYNAMIC_HOST_SH = `#!/bin/sh
set -e
provider=$(node -e "console.log(${FIND_PROVIDER})") || {
  echo "@pulumi/pulumi is not installed beside the program" >&2
  exit 1
}
exec node "$provider" "$@"
`;
const DYNAMIC_HOST_CMD = `@echo off\r
node -e "process.argv.splice(1, 0, ${FIND_PROVIDER}); require(process.argv[1])" %*\r
`;

export async function buildEngine(binDir: string): Promise<void> {
  await mkdir(binDir, { recursive: true });
  await step(`engine: building the Pulumi CLI ${ENGINE_VERSION} from Go modules`, () =>
    goBuild(cliModule, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", join(binDir, CLI)),
  );
  await step("engine: building its Node language host", () =>
    goBuild(
      languageHostModule,
      "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      join(binDir, LANGUAGE_HOST),
    ),
  );
  const script = process.platform === "win32" ? DYNAMIC_HOST_CMD : DYNAMIC_HOST_SH;
  await writeFile(join(binDir, DYNAMIC_HOST), script, { mode: 0o755 });
}

async function goBuild(cwd: string, pkg: string, output: string): Promise<void> {
  const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;
  const { failed, all } = await execa("go", ["build", "-trimpath", "-ldflags", `-s -w ${stamp}`, "-o", output, pkg], {
    cwd,
    // Settings of the shell for other Go work are ignored. -mod=readonly keeps go.mod and go.sum, and so the checkout, unchanged.
    // Without cgo, no C compiler is needed.
    env: { GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0", GOOS: "", GOARCH: "" },
    all: true,
    reject: false,
  });
  if (failed) throw new Error(`go build ${pkg} failed:\n${all.split("\n").slice(-40).join("\n")}`);
}

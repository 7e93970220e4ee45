import { join } from "node:path";

/** Variables of the shell, npm, Vitest and CI runners that would influence a run. With `CI` set, the provider draws no rows. */
const STRIPPED =
  /^(CLOUDTOWER_|PULUMI_|XDG_|VITEST|CI_|GITHUB_|GITLAB_|npm_(package|lifecycle|config_local)|(CI|NODE_ENV|NODE_OPTIONS|TEST)$)/i;

/** The shell's environment without variables that would influence a run. */
export function strippedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !STRIPPED.test(name)));
}

/** The environment of one project's Pulumi runs: their own home, backend and passphrase; on PATH first the engine, then this Node. */
export function projectEnvironment(dirs: { home: string; backend: string; engine: string }): NodeJS.ProcessEnv {
  const env = strippedEnvironment();
  const node = join(process.execPath, "..");
  const separator = process.platform === "win32" ? ";" : ":";
  return {
    ...env,
    PATH: [dirs.engine, node, env.PATH].join(separator),
    // Also its own home: the provider's journal in the user's state directory must not leak from test to test.
    HOME: dirs.home,
    USERPROFILE: dirs.home,
    APPDATA: join(dirs.home, "AppData", "Roaming"),
    LOCALAPPDATA: join(dirs.home, "AppData", "Local"),
    PULUMI_HOME: join(dirs.home, ".pulumi"),
    PULUMI_BACKEND_URL: backendUrl(dirs.backend),
    PULUMI_CONFIG_PASSPHRASE: "not a secret",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
  };
}

function backendUrl(directory: string): string {
  // Not pathToFileURL(): Pulumi wants file://C:/dir on Windows.
  return `file://${directory.replaceAll("\\", "/")}`;
}

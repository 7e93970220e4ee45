import { join } from "node:path";

/** Settings of the shell, of npm and of Vitest that would reach into a run. */
const STRIPPED =
  /^(CLOUDTOWER_|PULUMI_|XDG_|VITEST|npm_(package|lifecycle|config_local)|NODE_ENV$|NODE_OPTIONS$|TEST$)/i;

/** The shell's environment without what would reach into a run. */
export function strippedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !STRIPPED.test(name)));
}

/** What one project's Pulumi runs see: their own home, backend and passphrase, the engine first on PATH, this same Node next. */
export function projectEnvironment(dirs: { home: string; backend: string; engine: string }): NodeJS.ProcessEnv {
  const env = strippedEnvironment();
  const node = join(process.execPath, "..");
  const separator = process.platform === "win32" ? ";" : ":";
  return {
    ...env,
    PATH: [dirs.engine, node, env.PATH].join(separator),
    // The home too: what the provider keeps in the user's state directory must not leak from test to test.
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

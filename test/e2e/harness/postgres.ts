// A PostgreSQL of a test file's own, for Pulumi to keep its state in. It listens on a socket in a directory that only its user can
// enter, so it needs no port and no password.
import { chown, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { ensurePostgres } from "../../../scripts/postgres/index.js";

export interface Postgres {
  /** For Pulumi, as in PULUMI_BACKEND_URL. */
  url: string;
  stop(): Promise<void>;
}

const USER = "pulumi";
const ROOT = 0;

/** Its data is gone after the test, so nothing has to reach the disk. */
const SETTINGS = ["listen_addresses=", "fsync=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=16MB"];

/**
 * Becomes the server, which gets SIGINT ("end now, and cleanly") as soon as stdin ends: it does not outlive a test that is killed.
 */
const WHILE_STDIN_IS_OPEN = `exec 3<&0
{ cat <&3; kill -INT $$; } >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null`;

/** Starts a server. Call its `stop()` when it has served. */
export async function startPostgres(): Promise<Postgres> {
  const directory = await mkdtemp(join(tmpdir(), "pg-"));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const account = await accountOfServer();
    if ("uid" in account) await chown(directory, account.uid, account.gid);
    const bin = await programs(await ensurePostgres(), directory, account);
    const data = join(directory, "data");
    // Only who can enter the directory can connect.
    const how = ["--auth=trust", "--no-locale", "--encoding=UTF8", "--no-sync"];
    await execa(join(bin, "initdb"), [`--pgdata=${data}`, `--username=${USER}`, ...how], {
      ...account,
      cwd: directory,
    });
    const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
    const server = [join(bin, "postgres"), "-D", data, "-k", directory, ...settings];
    const run = execa("sh", ["-c", WHILE_STDIN_IS_OPEN, "sh", ...server], {
      ...{ ...account, cwd: directory, env: { LC_ALL: "C" } },
      ...{ stdin: "pipe", stdout: "ignore", reject: false },
    });
    await ready(run);
    const stop = async () => {
      run.stdin.end();
      await run;
      await remove();
    };
    return { url: `postgres://${USER}@/postgres?host=${encodeURIComponent(directory)}&sslmode=disable`, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

type Account = { uid: number; gid: number } | Record<string, never>;

/** PostgreSQL refuses to run as root. */
async function accountOfServer(): Promise<Account> {
  if (process.getuid?.() !== ROOT) return {};
  const idOf = async (flag: string) => Number((await execa("id", [flag, "nobody"])).stdout);
  return { uid: await idOf("-u"), gid: await idOf("-g") };
}

/** What was fetched for root is in root's home, which others cannot enter. */
async function programs(bin: string, directory: string, account: Account): Promise<string> {
  const { failed } = await execa(join(bin, "initdb"), ["--version"], { ...account, cwd: directory, reject: false });
  if (!failed) return bin;
  const copy = join(directory, "postgres");
  await cp(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

async function ready(run: PromiseLike<{ stderr: string }> & { stderr: NodeJS.ReadableStream }): Promise<void> {
  const accepts = new Promise<true>((resolve) => {
    let log = "";
    run.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("ready to accept connections")) resolve(true);
    });
  });
  const ended = Promise.resolve(run).then(({ stderr }) => stderr);
  const log = await Promise.race([accepts, ended]);
  if (log !== true) throw new Error(`PostgreSQL ended before it was ready:\n${log}`);
}

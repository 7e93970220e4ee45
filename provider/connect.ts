import { systemClock } from "./clock";
import { CloudTower, type Trace } from "./cloudtower";
import { readSettings, type Settings, type SettingsSources } from "./settings";

/** A CloudTower to talk to, and the settings that it was reached by. */
export interface Connected {
  cloudTower: CloudTower;
  settings: Settings;
}

/** How to tell a person something from here. */
export interface Tell {
  warn: (text: string) => void;
  /** That CloudTower is waited for, and that it answers again: without being asked for. */
  info: (text: string) => void;
  /** One line a request, asked for with `CLOUDTOWER_DEBUG`. */
  debug: Trace;
  /** The same for Pulumi's verbose mode, where that can be told from here. */
  verbose?: Trace;
}

/** Does what is sent to this origin leave the machine, and can it be read on its way? */
function isOpen(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === "http:" && !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** One client for each connection and process: one login, one poller, one set of connections. */
const clients = new Map<string, CloudTower>();

/**
 * The client for the settings as they are now: a credential that was rotated makes a new one.
 * @throws SettingsError
 */
export function connect(sources: SettingsSources, connectionName: string | undefined, tell: Tell): Connected {
  const settings = readSettings(sources, connectionName);
  const { connection } = settings;
  const key = JSON.stringify(connection);
  let cloudTower = clients.get(key);
  if (!cloudTower) {
    if (connection.insecureSkipTlsVerify) {
      tell.warn(
        `cloudtower:insecureSkipTlsVerify (CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY) is on: anybody between here and ${connection.servers.join(", ")} can read the credentials and answer in its place`,
      );
    }
    const open = connection.servers.filter(isOpen);
    if (open.length > 0) {
      tell.warn(
        `${open.join(", ")} is asked without TLS: anybody between here and there can read the credentials and answer in its place. Set cloudtower:server (CLOUDTOWER_SERVER) to https://…`,
      );
    }
    const tracing = sources.env.CLOUDTOWER_DEBUG === "1" || sources.env.CLOUDTOWER_DEBUG === "true";
    const trace = tracing ? tell.debug : tell.verbose;
    cloudTower = new CloudTower({ ...connection, clock: systemClock, trace, notice: tell.info });
    clients.set(key, cloudTower);
  }
  return { cloudTower, settings };
}

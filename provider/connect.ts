import { systemClock } from "./clock";
import { CloudTower } from "./cloudtower";
import { readSettings, type Settings, type SettingsSources } from "./settings";
import { type TraceTell, traceOf } from "./trace";

/** A client for a CloudTower, and the settings that it was made from. */
export interface Connected {
  cloudTower: CloudTower;
  settings: Settings;
}

/** Ways to report to the user. */
export interface Tell extends TraceTell {
  /** Always shown: for example, that CloudTower does not answer and is waited for. */
  info: (text: string) => void;
}

/** Can what is sent to this origin be read on its way? */
function isOpen(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === "http:" && !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** One client per connection and process, with one login, one poller and one set of network connections. */
const clients = new Map<string, CloudTower>();

/**
 * The client for the current settings. A rotated credential makes a new client.
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
        `cloudtower:insecureSkipTlsVerify (CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY) is on: anybody between this machine and ${connection.servers.join(", ")} can read the credentials and pose as CloudTower`,
      );
    }
    const open = connection.servers.filter(isOpen);
    if (open.length > 0) {
      tell.warn(
        `${open.join(", ")} is asked without TLS: anybody between here and there can read the credentials and answer in its place. Set cloudtower:server (CLOUDTOWER_SERVER) to https://…`,
      );
    }
    const trace = traceOf(sources.env.CLOUDTOWER_DEBUG, tell);
    cloudTower = new CloudTower({ ...connection, clock: systemClock, trace, notice: tell.info });
    clients.set(key, cloudTower);
  }
  return { cloudTower, settings };
}

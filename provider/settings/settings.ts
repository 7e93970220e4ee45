import type { Credentials } from "../cloudtower";
import { describe } from "../describe";
import type { VmList } from "../lifecycle/vms/selector";
import { parseConsent } from "./consent";
import { readCredentials } from "./credentials";
import { SettingsError } from "./errors";
import { readJournalDir } from "./journalDir";
import { readServer } from "./server";
import { connectionLookup, type Found, type SettingsSources, stackLookup } from "./sources";
import { readCaCert } from "./tls";
import { refuseUnknown } from "./unknown";

/** How to reach one CloudTower. */
interface Connection {
  /** Origin, for example `https://tower.example.com`. */
  server: string;
  credentials: Credentials;
  /** PEM. */
  caCert?: string;
  insecureSkipTlsVerify: boolean;
}

/** All settings, validated. */
export interface Settings {
  connection: Connection;
  /** The most that any resource may allow to be shut down. Absent: no limit. */
  allowShutdown?: VmList;
  /** Whether a preview may run a precheck to tell the impact. Default: true. */
  previewPrecheck: boolean;
  /** Directory of the journal, or `off`. Absent: the user's state directory. */
  journalDir?: string;
}

/**
 * Reads and validates the settings.
 * @param connectionName an entry of the setting `connections`; without it the settings beside it
 * @throws SettingsError for the first one that is missing or wrong
 */
export function readSettings(sources: SettingsSources, connectionName?: string): Settings {
  refuseUnknown(sources, connectionName);
  const stack = stackLookup(sources);
  const connection = connectionLookup(sources, connectionName);
  const allowShutdown = stack("allowShutdown");
  const journalDir = readJournalDir(stack("journalDir"));
  const caCert = readCaCert(connection("caCert"));
  return {
    connection: {
      server: readServer(connection("server")),
      credentials: readCredentials(connection),
      insecureSkipTlsVerify: readBoolean(connection("insecureSkipTlsVerify"), false),
      ...(caCert === undefined ? {} : { caCert }),
    },
    previewPrecheck: readBoolean(stack("previewPrecheck"), true),
    ...(journalDir === undefined ? {} : { journalDir }),
    ...(allowShutdown.value === undefined
      ? {}
      : { allowShutdown: parseConsent(allowShutdown.value, allowShutdown.label) }),
  };
}

function readBoolean({ value, label }: Found, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new SettingsError(`${label} must be true or false, not ${describe(value)}`);
}

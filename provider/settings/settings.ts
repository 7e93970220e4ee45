import type { Credentials } from "../cloudtower";
import type { VmList } from "../lifecycle";
import { readCredentials } from "./credentials";
import { connectionLookup, type SettingsSources, stackLookup } from "./sources";
import { refuseUnknown } from "./unknown";
import { parseConsent, readBoolean, readCaCert, readJournalDir, readServer } from "./values";

/** How to reach one CloudTower. */
export interface Connection {
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

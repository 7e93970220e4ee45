import type { Credentials } from "../cloudtower";
import type { VmList } from "../lifecycle/vms/selector";
import { readCredentials } from "./credentials";
import { readEvery } from "./problems";
import { connectionLookup, type SettingsSources, stackLookup } from "./sources";
import { unknownNames } from "./unknown";
import {
  type PreviewMode,
  readBoolean,
  readCaCert,
  readConsent,
  readJournalDir,
  readPreview,
  readServers,
} from "./values";

/** How to reach one CloudTower. */
interface Connection {
  /** Origin, for example `https://tower.example.com`: the first of `servers`, which names this CloudTower. */
  server: string;
  /** The origins of all its addresses, each once. */
  servers: readonly string[];
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
  /**
   * What a preview does about the impact: `warn` runs a precheck and warns of what it found, `fail` also fails where
   * `up` would be refused, `off` sends nothing. Default: `warn`.
   */
  preview: PreviewMode;
  /** Directory of the journal, or `off`. Absent: the user's state directory. */
  journalDir?: string;
}

/**
 * Reads and validates the settings.
 * @param connectionName an entry of the setting `connections`; without it the settings beside it
 * @throws SettingsError with all that is missing or wrong
 */
export function readSettings(sources: SettingsSources, connectionName?: string): Settings {
  const stack = stackLookup(sources);
  const connection = connectionLookup(sources, connectionName);
  const { servers, credentials, caCert, insecureSkipTlsVerify, allowShutdown, preview, journalDir } = readEvery(
    {
      servers: () => readServers(connection("server")),
      credentials: () => readCredentials(connection),
      caCert: () => readCaCert(connection("caCert")),
      insecureSkipTlsVerify: () => readBoolean(connection("insecureSkipTlsVerify"), false),
      allowShutdown: () => readConsent(stack("allowShutdown")),
      preview: () => readPreview(stack("preview")),
      journalDir: () => readJournalDir(stack("journalDir")),
      // Only the program can tell whether there are any: see plainSecrets.ts.
      allowPlainSecrets: () => readBoolean(stack("allowPlainSecrets"), false),
    },
    unknownNames(sources, connectionName),
  );
  return {
    connection: {
      server: servers[0] as string,
      servers,
      credentials,
      insecureSkipTlsVerify,
      ...(caCert === undefined ? {} : { caCert }),
    },
    preview,
    ...(journalDir === undefined ? {} : { journalDir }),
    ...(allowShutdown === undefined ? {} : { allowShutdown }),
  };
}

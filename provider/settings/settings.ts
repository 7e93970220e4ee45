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
  readNameTag,
  readPreview,
  readServers,
} from "./values";

/** How to connect to one CloudTower. */
interface Connection {
  /** The first of `servers`, which names this CloudTower: an origin such as `https://tower.example.com`. */
  server: string;
  /** The origins of all its addresses, without duplicates. */
  servers: readonly string[];
  credentials: Credentials;
  /** PEM. */
  caCert?: string;
  insecureSkipTlsVerify: boolean;
}

/** All settings, validated. */
export interface Settings {
  connection: Connection;
  /** The upper limit of every resource's consent; absent if there is none. */
  allowShutdown?: VmList;
  /**
   * What a preview does: `warn` runs a precheck and says what `up` would do, `fail` also fails if `up` would be refused, `off`
   * sends nothing. Default: `warn`.
   */
  preview: PreviewMode;
  /** Directory of the journal, or `off`. If absent, the user's state directory. */
  journalDir?: string;
  /** What name tags in CloudTower begin with. Absent: none is written. */
  nameTag?: string;
}

/**
 * Reads and validates the settings.
 * @param connectionName a name from the setting `connections`; if undefined, the settings of the default connection
 * @throws SettingsError with everything that is missing or wrong
 */
export function readSettings(sources: SettingsSources, connectionName?: string): Settings {
  const stack = stackLookup(sources);
  const connection = connectionLookup(sources, connectionName);
  const { servers, credentials, caCert, insecureSkipTlsVerify, allowShutdown, preview, journalDir, nameTag } =
    readEvery(
      {
        servers: () => readServers(connection("server")),
        credentials: () => readCredentials(connection),
        caCert: () => readCaCert(connection("caCert")),
        insecureSkipTlsVerify: () => readBoolean(connection("insecureSkipTlsVerify"), false),
        allowShutdown: () => readConsent(stack("allowShutdown")),
        preview: () => readPreview(stack("preview")),
        journalDir: () => readJournalDir(stack("journalDir")),
        nameTag: () => readNameTag(stack("nameTag")),
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
    ...(nameTag === undefined ? {} : { nameTag }),
    ...(allowShutdown === undefined ? {} : { allowShutdown }),
  };
}

/** The directory of the journal alone, for people who ask about it while other settings are wrong. @throws SettingsError */
export function readJournalSetting(sources: SettingsSources): string | undefined {
  return readJournalDir(stackLookup(sources)("journalDir"));
}

import type { Command } from "commander";
import {
  CONNECTION_NAME,
  CONNECTION_RULE,
  CONNECTION_SETTINGS,
  environmentPrefix,
  SettingsError,
  type SettingsSources,
  STACK_SETTINGS,
} from "../../settings";
import type { Given } from "./origins";
import { stackConfig } from "./stackConfig";
import type { Surroundings } from "./surroundings";

/** The options of every command that asks CloudTower. */
export interface SettingsOptions {
  stack?: string;
  connection?: string;
  server?: string;
  username?: string;
  source?: string;
  authConfigId?: string;
  caCert?: string;
  journalDir?: string;
}

/** Adds the options by which a command finds its CloudTower. */
export function withSettings(command: Command): Command {
  return command
    .option("--stack <name>", "take settings from the config of this stack of the Pulumi project in this directory")
    .option("--connection <name>", "a name from the setting cloudtower:connections")
    .option("--server <address>", "cloudtower:server")
    .option("--username <name>", "cloudtower:username; the password comes from CLOUDTOWER_PASSWORD or the stack")
    .option("--source <source>", "cloudtower:source, where CloudTower knows the user from")
    .option("--auth-config-id <id>", "cloudtower:authConfigId")
    .option("--ca-cert <file>", "cloudtower:caCert")
    .option("--journal-dir <directory>", "cloudtower:journalDir");
}

/** Where the settings of a command come from. */
export interface CommandSources {
  sources: SettingsSources;
  /** Is this key encrypted in the stack config? */
  isSecret: (key: string) => boolean;
  given: Given;
}

/**
 * An option counts as its variable, so that what wins over what is told in one place.
 * @throws SettingsError if the stack config cannot be read
 */
export async function sourcesOf(options: SettingsOptions, { env, cwd }: Surroundings): Promise<CommandSources> {
  const { stack, connection } = options;
  if (connection !== undefined && !CONNECTION_NAME.test(connection)) {
    throw new SettingsError(`--connection must be ${CONNECTION_RULE}`);
  }
  const variables = variablesOf(options);
  const config = stack === undefined ? new Map() : await stackConfig(stack, { env, cwd });
  return {
    sources: {
      env: { ...env, ...variables },
      config: (key) => config.get(key)?.value,
      configKeys: () => [...config.keys()],
    },
    isSecret: (key) => config.get(key)?.isSecret ?? true,
    given: { options: variables, env, connection, stack },
  };
}

function variablesOf({ connection, journalDir, ...options }: SettingsOptions): Record<string, string> {
  const { server, username, source, authConfigId, caCert } = options;
  const prefix = environmentPrefix(connection);
  const variables = Object.entries({ server, username, source, authConfigId, caCert }).flatMap(([key, value]) =>
    value === undefined ? [] : [[prefix + CONNECTION_SETTINGS[key as keyof typeof CONNECTION_SETTINGS], value]],
  );
  if (journalDir !== undefined) variables.push([environmentPrefix(undefined) + STACK_SETTINGS.journalDir, journalDir]);
  return Object.fromEntries(variables);
}

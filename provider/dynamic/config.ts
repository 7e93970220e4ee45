import type * as pulumi from "@pulumi/pulumi";
import { type Connected, connect } from "../connect";
import { readSettings, type Settings, type SettingsSources } from "../settings";

let stackConfig: pulumi.dynamic.Config | undefined;

/** Keeps the stack config. Other verbs may arrive before this has returned, so it is kept at once and read when needed. */
export async function configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
  stackConfig = request.config;
}

const sources: SettingsSources = {
  env: process.env,
  config: (key) => stackConfig?.get(key),
};

/** The settings, validated. @throws SettingsError */
export function settingsFor(connectionName: string | undefined): Settings {
  return readSettings(sources, connectionName);
}

/** The client for a connection. @throws SettingsError */
export function connectFor(connectionName: string | undefined): Connected {
  return connect(sources, connectionName, {
    warn: (text) => console.error(`warning: ${text}`),
    debug: (line) => console.error(`cloudtower: ${line}`),
  });
}

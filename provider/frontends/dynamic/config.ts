import type * as pulumi from "@pulumi/pulumi";
import { type Connected, connect } from "../../connect";
import { readSettings, type Settings, type SettingsSources, unknownKeys } from "../../settings";
import { processTell } from "./progress";

let stackConfig: pulumi.dynamic.Config | undefined;

/** Keeps the stack config. Other verbs may arrive before this has returned, so it is kept at once and read when needed. */
export async function configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
  stackConfig = request.config;
}

const sources: SettingsSources = {
  env: process.env,
  config: (key) => stackConfig?.get(key),
  // Pulumi's class looks up and does not list; a field that its types hide has all. Without it, keys are not looked at.
  configKeys: () => Object.keys((stackConfig as { rawConfig?: object } | undefined)?.rawConfig ?? {}),
};

/**
 * `read` and `delete` may get the config of the last up, where it cannot be corrected any more without another: there a
 * key that is not a known setting is only warned of, so that nothing keeps the VMs from coming back.
 */
const recordedSources: SettingsSources = { ...sources, configKeys: () => [] };
const told = new Set<string>();

/** The settings, validated. @throws SettingsError */
export function settingsFor(connectionName: string | undefined): Settings {
  return readSettings(sources, connectionName);
}

/** The same where the config may be that of the last up. @throws SettingsError */
export function recordedSettingsFor(connectionName: string | undefined): Settings {
  return readSettings(recordedSources, connectionName);
}

/** The client for a connection. @throws SettingsError */
export function connectFor(connectionName: string | undefined): Connected {
  return connect(sources, connectionName, processTell);
}

/** The same where the config may be that of the last up. @throws SettingsError */
export function connectAsRecorded(connectionName: string | undefined): Connected {
  for (const { problem } of unknownKeys(sources.configKeys())) {
    if (!told.has(problem)) processTell.warn(problem);
    told.add(problem);
  }
  return connect(recordedSources, connectionName, processTell);
}

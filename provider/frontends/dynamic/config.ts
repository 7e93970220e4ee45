import type * as pulumi from "@pulumi/pulumi";
import { type Connected, connect } from "../../connect";
import { readSettings, type Settings, type SettingsSources, unknownKeys } from "../../settings";
import { processTell } from "./progress";

let stackConfig: pulumi.dynamic.Config | undefined;

/** Keeps the stack config. It does so synchronously, because other verbs may arrive before this one returns. */
export async function configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
  stackConfig = request.config;
}

const sources: SettingsSources = {
  env: process.env,
  config: (key) => stackConfig?.get(key),
  // Pulumi's class has no method that lists keys. A field that its types hide has them; without it, keys are not checked.
  configKeys: () => Object.keys((stackConfig as { rawConfig?: object } | undefined)?.rawConfig ?? {}),
};

/**
 * `read` and `delete` may get the config of the last up, which only another up could correct. So they only warn of an unknown
 * key: nothing may keep the VMs from coming back.
 */
const recordedSources: SettingsSources = { ...sources, configKeys: () => [] };
const told = new Set<string>();

/** The settings, validated. @throws SettingsError */
export function settingsFor(connectionName: string | undefined): Settings {
  return readSettings(sources, connectionName);
}

/** The same for verbs whose config may be that of the last up. @throws SettingsError */
export function recordedSettingsFor(connectionName: string | undefined): Settings {
  return readSettings(recordedSources, connectionName);
}

/** The client for a connection. @throws SettingsError */
export function connectFor(connectionName: string | undefined): Connected {
  return connect(sources, connectionName, processTell);
}

/** The same for verbs whose config may be that of the last up. @throws SettingsError */
export function connectAsRecorded(connectionName: string | undefined): Connected {
  for (const { problem } of unknownKeys(sources.configKeys())) {
    if (!told.has(problem)) processTell.warn(problem);
    told.add(problem);
  }
  return connect(recordedSources, connectionName, processTell);
}

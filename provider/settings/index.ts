export { SettingsError } from "./errors";
export { type Connection, readSettings, type Settings } from "./settings";
export type { SettingsSources } from "./sources";

export { SettingsError } from "./errors";
export { type Connection, readSettings, type Settings } from "./settings";
export { CONNECTION_NAME, CONNECTION_RULE, type SettingsSources } from "./sources";
export { unknownKey } from "./unknown";
export { MAX_LIST } from "./values";

export { MAX_LIST } from "./consent";
export { SettingsError } from "./errors";
export { readSettings, type Settings } from "./settings";
export { CONNECTION_NAME, CONNECTION_RULE, type SettingsSources } from "./sources";
export { unknownKey } from "./unknown";

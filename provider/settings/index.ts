export { plainSecretProblem } from "./plainSecrets";
export { SettingsError } from "./problems";
export { readSettings, type Settings } from "./settings";
export { CONNECTION_NAME, CONNECTION_RULE, type SettingsSources } from "./sources";
export { unknownKeys } from "./unknown";
export { MAX_LIST } from "./values";

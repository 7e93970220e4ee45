export { plainSecretProblem } from "./plainSecrets";
export { SettingsError } from "./problems";
export { readJournalSetting, readSettings, type Settings } from "./settings";
export {
  CONNECTION_NAME,
  CONNECTION_RULE,
  CONNECTION_SETTINGS,
  environmentPrefix,
  type SettingsSources,
  STACK_SETTINGS,
} from "./sources";
export { unknownKeys } from "./unknown";
export { MAX_LIST } from "./values";

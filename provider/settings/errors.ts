/** A setting that is missing or wrong. The message names it both ways, and never its value where that may be secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

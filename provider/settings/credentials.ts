import type { Credentials, UserSource } from "../cloudtower";
import { describe } from "../describe";
import { SettingsError } from "./errors";
import type { ConnectionKey, Found } from "./sources";

const SOURCES: readonly UserSource[] = ["LOCAL", "LDAP", "AUTHN", "SSO"];
const USUAL_SOURCE: UserSource = "LOCAL";

/**
 * A token, or a username with its password. Those of the environment are taken as a whole before those of the stack
 * config, so that a rotated credential wins whichever kind it is.
 */
export function readCredentials(lookup: (key: ConnectionKey) => Found): Credentials {
  const token = lookup("token");
  const username = lookup("username");
  const password = lookup("password");
  const all = [token, username, password];
  const from = all.some((found) => found.from === "env") ? "env" : "config";

  // A password may stay in the config while the environment names the user, or the other way round.
  const hasToken = token.value !== undefined && token.from === from;
  const hasUser =
    (username.value !== undefined && username.from === from) ||
    (password.value !== undefined && password.from === from);
  if (hasToken && hasUser) {
    throw new SettingsError(`give either ${token.label} or ${username.label} and ${password.label}, not both`);
  }
  if (hasToken && token.value !== undefined) return { token: headerSafe(token.value, token.label) };
  if (username.value === undefined && password.value === undefined) {
    const [hint] = [token, username, password].flatMap((found) => found.hint ?? []);
    throw new SettingsError(
      `no credentials: set ${token.label}, or ${username.label} and ${password.label}${hint ? `. ${hint}` : ""}`,
    );
  }
  if (/\p{Cc}/u.test(username.value ?? "")) {
    throw new SettingsError(`${username.label} must not hold control characters, such as a line break at its end`);
  }
  return { username: required(username), password: required(password), source: readSource(lookup("source")) };
}

function required({ value, label, hint }: Found): string {
  if (value === undefined) throw new SettingsError(`${label} is not set${hint ? `. ${hint}` : ""}`);
  return value;
}

function readSource({ value, label }: Found): UserSource {
  if (value === undefined) return USUAL_SOURCE;
  const source = SOURCES.find((known) => known === value.toUpperCase());
  if (!source) throw new SettingsError(`${label} must be one of ${SOURCES.join(", ")}, not ${describe(value)}`);
  return source;
}

/** A token goes into a header as it is, where a line break is either an error or an attack. */
function headerSafe(token: string, label: string): string {
  const text = token.trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new SettingsError(`${label} must be one word of printable ASCII characters, without "Bearer" before it`);
  }
  return text;
}

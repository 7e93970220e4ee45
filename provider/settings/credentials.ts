import type { Credentials, UserSource } from "../cloudtower";
import { describe, quoted } from "../text/foreign";
import { missingSetting, readEvery, SettingsError } from "./problems";
import type { ConnectionKey, Found } from "./sources";

const SOURCES: readonly UserSource[] = ["LOCAL", "LDAP", "AUTHN", "SSO"];

/**
 * A token, or a username and password. If the environment has any of them, it overrides the stack config as a whole, so that a
 * rotated credential of either kind wins.
 */
export function readCredentials(lookup: (key: ConnectionKey) => Found): Credentials {
  const token = lookup("token");
  const username = lookup("username");
  const password = lookup("password");
  const all = [token, username, password];
  const from = all.some((found) => found.from === "env") ? "env" : "config";

  // The password may be in the config and the user in the environment, or the other way round.
  const hasToken = token.value !== undefined && token.from === from;
  const hasUser =
    (username.value !== undefined && username.from === from) ||
    (password.value !== undefined && password.from === from);
  if (hasToken && hasUser) {
    throw new SettingsError(`give either ${token.label} or ${username.label} and ${password.label}, not both`);
  }
  if (hasToken && token.value !== undefined) return { token: headerSafe(token.value, token.label) };
  if (username.value === undefined && password.value === undefined) {
    const [hint] = all.flatMap((found) => found.hint ?? []);
    throw missingSetting(
      `no credentials: set ${token.label}, or ${username.label} and ${password.label}${hint ? `. ${hint}` : ""}`,
      all.flatMap(({ names }) => names),
    );
  }
  const { directory, ...user } = readEvery({
    username: () => withoutControl(required(username), username.label),
    password: () => required(password),
    directory: () => readDirectory(lookup("source"), lookup("authConfigId")),
  });
  return { ...user, ...directory };
}

function required({ value, label, names, hint }: Found): string {
  if (value === undefined) throw missingSetting(`${label} is not set${hint ? `. ${hint}` : ""}`, names);
  return value;
}

function withoutControl(text: string, label: string): string {
  if (!/\p{Cc}/u.test(text)) return text;
  throw new SettingsError(`${label} must not hold control characters, such as a line break at its end`);
}

/** Where CloudTower knows the user from: itself (LOCAL), or a directory, for which current servers want the id. */
function readDirectory(source: Found, id: Found): { source: UserSource; authConfigId?: string } {
  const given = source.value === undefined ? undefined : knownSource(source.value, source.label);
  if (id.value === undefined) {
    if (given !== "AUTHN") return { source: given ?? "LOCAL" };
    throw missingSetting(
      `${id.label} is not set: with source AUTHN it must be the id of the directory that knows the user. An administrator sees it in CloudTower, where that directory is set up; a token or an API key needs neither`,
      id.names,
    );
  }
  if (!/^[^\s\p{Cc}]{1,200}$/u.test(id.value)) {
    throw new SettingsError(`${id.label} must be the id of a directory, one word, not ${quoted(id.value)}`);
  }
  if (given !== "LOCAL") return { source: given ?? "AUTHN", authConfigId: id.value };
  if (source.from !== id.from) return { source: given };
  throw new SettingsError(
    `${id.label} is the id of a directory, and ${source.label} is LOCAL, which needs none: set that to AUTHN, or remove one of the two`,
  );
}

function knownSource(value: string, label: string): UserSource {
  const source = SOURCES.find((known) => known === value.toUpperCase());
  if (!source) throw new SettingsError(`${label} must be one of ${SOURCES.join(", ")}, not ${describe(value)}`);
  return source;
}

/** A token is sent in a header as it is, where a line break is either an error or an attack. */
function headerSafe(token: string, label: string): string {
  const text = token.trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new SettingsError(`${label} must be one word of printable ASCII characters, without "Bearer" before it`);
  }
  return text;
}

import { SettingsError } from "./errors";
import type { Found } from "./sources";

const EXAMPLE = "Give a name or an address, as in tower.example.com or https://10.0.0.5:8443";

/** The server's origin. Without a scheme it is https; `/v2/api` at the end is taken as what it means. */
export function readServer({ value, label, hint }: Found): string {
  if (value === undefined)
    throw new SettingsError(`${label} is not set: the address of the CloudTower. ${hint ?? EXAMPLE}`);
  const text = value.trim();
  const url = tryParse(withScheme(text));
  // The value is not repeated: it may hold a password.
  if (!url?.hostname) throw new SettingsError(`${label} is not an address. ${EXAMPLE}`);
  if (url.username || url.password) {
    throw new SettingsError(
      `${label} must not hold credentials. Put them into cloudtower:username and cloudtower:password, or cloudtower:token`,
    );
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new SettingsError(`${label} must start with https:// or http://`);
  }
  if (!["/", "/v2/api", "/v2/api/"].includes(url.pathname) || url.search || url.hash) {
    throw new SettingsError(`${label} must end after the host and port: remove what follows them. ${EXAMPLE}`);
  }
  return url.origin;
}

function withScheme(text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

function tryParse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

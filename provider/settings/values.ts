import { readFileSync, statSync } from "node:fs";
import type { VmList } from "../lifecycle/vms/selector";
import { describe, quoted } from "../text/foreign";
import { missingSetting, readEvery, SettingsError } from "./problems";
import type { Found } from "./sources";

const SERVER_EXAMPLE = "Give a name or an address, as in tower.example.com or https://10.0.0.5:8443";
/** A CloudTower has two or three addresses. */
const MOST_SERVERS = 10;
/** A host name has at most 253 characters. */
const LONGEST_SERVER = 300;

/** The origins of one CloudTower: one address, or several with commas between them. */
export function readServers({ value, label, names, hint }: Found): string[] {
  if (value === undefined) {
    throw missingSetting(`${label} is not set: the address of the CloudTower. ${hint ?? SERVER_EXAMPLE}`, names);
  }
  if (/^\s*\[\s*"/.test(value)) {
    throw new SettingsError(`${label} is a list in JSON: write the addresses with commas between them`);
  }
  const parts = value.split(",").map((part) => part.trim());
  if (parts.length > MOST_SERVERS) {
    throw new SettingsError(`${label} must hold at most ${MOST_SERVERS} addresses, not ${parts.length}`);
  }
  const nameOf = (index: number) => (parts.length === 1 ? label : `${label}, address ${index + 1} of ${parts.length},`);
  const origins = readEvery(
    Object.fromEntries(parts.map((part, index) => [index, () => readServer(part, nameOf(index))])),
  );
  return [...new Set(Object.values(origins))];
}

/** The server's origin. The default scheme is https, and a trailing `/v2/api` is accepted. */
function readServer(text: string, label: string): string {
  // URL silently drops line breaks and tabs.
  const url = text.length > LONGEST_SERVER || /\p{Cc}/u.test(text) ? undefined : tryParse(withScheme(text));
  // The value is not quoted, because it may contain a password.
  if (!url?.hostname)
    throw new SettingsError(`${label} is ${text === "" ? "empty" : "not an address"}. ${SERVER_EXAMPLE}`);
  if (url.username || url.password) {
    throw new SettingsError(
      `${label} must not hold credentials. Put them into cloudtower:username and cloudtower:password, or cloudtower:token`,
    );
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new SettingsError(`${label} must start with https:// or http://`);
  }
  if (!["/", "/v2/api", "/v2/api/"].includes(url.pathname) || url.search || url.hash) {
    throw new SettingsError(`${label} must end after the host and port: remove what follows them. ${SERVER_EXAMPLE}`);
  }
  return url.origin;
}

function withScheme(text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

function tryParse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

const LONGEST_PATH = 300;
const CERTIFICATE_FILE = /^\P{Cc}{1,300}\.(pem|crt|cer|cert|ca|bundle)$/iu;

/** The PEM of a CA, given as text or as a file path. */
export function readCaCert({ value, label }: Found): string | undefined {
  if (value === undefined) return undefined;
  const pem = value.includes("-----BEGIN") ? value : readFile(value, label);
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) {
    throw new SettingsError(`${label} holds no PEM certificate ("-----BEGIN CERTIFICATE-----")`);
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new SettingsError(
      `${label} holds a private key besides the certificate, which only CloudTower itself needs. Give the certificate alone`,
    );
  }
  return pem;
}

function readFile(path: string, label: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    // A value that does not look like a certificate file may be a key without its first line, so it is not quoted.
    const name = CERTIFICATE_FILE.test(path) ? `the file ${quoted(path, LONGEST_PATH)}` : "a file";
    throw new SettingsError(`${label} names ${name}, which cannot be read (${code})`);
  }
}

const DIRECTORY_EXPECTED = 'a directory, as in /var/lib/maintenance or ./journal, or "off"';

/**
 * The directory of the journal, or `off`. A single word is refused: `false` or `none` would become a directory of that name in the
 * provider's working directory. So would `~`, which only shells expand.
 */
export function readJournalDir({ value, label }: Found): string | undefined {
  if (value === undefined || value === "off") return value;
  if (!/^\.|[/\\]/.test(value) || value.startsWith("~") || /\p{Cc}/u.test(value)) {
    throw new SettingsError(`${label} must be ${DIRECTORY_EXPECTED}, not ${quoted(value)}`);
  }
  if (isElse(value))
    throw new SettingsError(`${label} must be ${DIRECTORY_EXPECTED}; a part of ${quoted(value)} is a file`);
  return value;
}

/** Is it something other than a directory? Reported now rather than at the first write. A missing directory is fine: it is created. */
function isElse(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOTDIR";
  }
}

const NAME_TAG = /^[A-Za-z0-9._-]{1,40}$/;

/** What name tags begin with. It stands among other words in a label, so it must be one word. */
export function readNameTag({ value, label }: Found): string | undefined {
  if (value === undefined || NAME_TAG.test(value)) return value;
  throw new SettingsError(
    `${label} must be 1 to 40 letters, digits, dots, hyphens or underscores, as in ops-prod, not ${quoted(value)}`,
  );
}

/** More VMs than fit on a host. A longer list is a mistake. */
export const MAX_LIST = 1_000;

/** A consent from a setting: `all`, `none`, a JSON list, or VM names and UUIDs with commas between them. */
export function readConsent({ value, label }: Found): VmList | undefined {
  return value === undefined ? undefined : parseConsent(value, label);
}

function parseConsent(text: string, label: string): VmList {
  const word = text.trim();
  if (word === "all" || word === "none") return word;
  const refuse = (found: string) =>
    new SettingsError(`${label} must be "all", "none" or a list of VM names or UUIDs, not ${found}`);
  const list = /^[[{]/.test(word) ? parseJson(word) : word.split(",").map((part) => part.trim());
  if (list === undefined) throw refuse("text that begins like JSON but is not JSON");
  if (!Array.isArray(list)) throw refuse(describe(list));
  if (list.length > MAX_LIST) throw new SettingsError(`${label} must hold at most ${MAX_LIST} VMs, not ${list.length}`);
  const wrong = list.findIndex((entry) => !isVm(entry));
  if (wrong !== -1) throw refuse(`a list that contains ${describe(list[wrong])}`);
  const alone = list.find((entry) => entry === "all" || entry === "none");
  if (alone === undefined) return list;
  throw new SettingsError(`${label} must be "${alone}" itself, or a list without that word in it`);
}

function isVm(entry: unknown): boolean {
  return typeof entry === "string" && entry.trim() !== "" && !/\p{Cc}/u.test(entry);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `true`, `false`, `1` or `0`. */
export function readBoolean({ value, label }: Found, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new SettingsError(`${label} must be true or false, not ${describe(value)}`);
}

/** What a preview does: says what `up` would do, also fails if `up` would be refused, or nothing. */
export type PreviewMode = (typeof PREVIEW_MODES)[number];
const PREVIEW_MODES = ["warn", "fail", "off"] as const;

export function readPreview({ value, label }: Found): PreviewMode {
  if (value === undefined) return "warn";
  const mode = PREVIEW_MODES.find((known) => known === value);
  if (!mode) throw new SettingsError(`${label} must be one of ${PREVIEW_MODES.join(", ")}, not ${describe(value)}`);
  return mode;
}

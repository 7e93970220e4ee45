import { readFileSync } from "node:fs";
import { quoted } from "../describe";
import { SettingsError } from "./errors";
import type { Found } from "./sources";

const LONGEST_PATH = 300;
const CERTIFICATE_FILE = /^\P{Cc}{1,300}\.(pem|crt|cer|cert|ca|bundle)$/iu;

/** The PEM of a CA, given as text or as the path of a file. */
export function readCaCert({ value, label }: Found): string | undefined {
  if (value === undefined) return undefined;
  const pem = value.includes("-----BEGIN") ? value : readFile(value, label);
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) {
    throw new SettingsError(`${label} holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----")`);
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new SettingsError(
      `${label} holds a private key beside the certificate, which nobody but the CloudTower needs. Give the certificate alone`,
    );
  }
  return pem;
}

function readFile(path: string, label: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    // What does not look like a file of certificates may be a key that lost its first line: that is not repeated.
    const name = CERTIFICATE_FILE.test(path) ? `the file ${quoted(path, LONGEST_PATH)}` : "a file";
    throw new SettingsError(`${label} names ${name}, which cannot be read (${code})`);
  }
}

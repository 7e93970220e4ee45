import { readFileSync } from "node:fs";
import { SettingsError } from "./errors";
import type { Found } from "./sources";

/** The PEM of a CA, given as text or as the path of a file. */
export function readCaCert({ value, label }: Found): string | undefined {
  if (value === undefined) return undefined;
  const pem = value.includes("-----BEGIN") ? value : readFile(value, label);
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) {
    throw new SettingsError(`${label} holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----")`);
  }
  return pem;
}

function readFile(path: string, label: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new SettingsError(`${label} names the file ${JSON.stringify(path)}, which cannot be read (${code})`);
  }
}

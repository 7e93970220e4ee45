import type { Quirks } from "./quirks";

/** Is the simulated CloudTower of this version, such as "4.7", or a later one? */
export function isSince({ version }: Quirks, since: string): boolean {
  const parts = (text: string) => text.split(".").map((part) => Number.parseInt(part, 10));
  const [is, least] = [parts(version), parts(since)];
  for (const [index, number] of least.entries()) {
    const difference = (is[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Do power calls check first whether they are possible (see the quirk `powerChecksFirst`)? */
export function powerChecksFirst(quirks: Quirks): boolean {
  return quirks.powerChecksFirst === "by-version" ? isSince(quirks, "4.7") : quirks.powerChecksFirst;
}

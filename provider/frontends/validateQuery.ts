import type { CloudTower } from "../cloudtower";
import { didYouMean } from "../text/didYouMean";
import { bare } from "../text/foreign";

/**
 * Validates a query, for programs that TypeScript does not check.
 * @throws Error that names the argument
 */
export function validateQuery(query: object, allowed: readonly string[]): void {
  for (const [key, value] of Object.entries(query)) {
    if (!allowed.includes(key)) {
      throw new Error(`${bare(key)} is not an argument. ${didYouMean(key, [...allowed, "connection"])}`);
    }
    if (value !== undefined && (typeof value !== "string" || value.trim() === "")) {
      throw new Error(`${key} must be non-empty text`);
    }
    if (value !== undefined && /\p{Cc}/u.test(value)) {
      throw new Error(`${key} must not hold control characters, such as a line break at its end`);
    }
  }
}

/** Restricts a query to a cluster, which is given by its name or id. */
export function inCluster(cluster: string | undefined): Parameters<CloudTower["hosts"]>[0] {
  return cluster === undefined ? {} : { cluster: { OR: [{ name: cluster }, { id: cluster }] } };
}

import { badRequest } from "../errors";

/** What a filter looks at: the filterable fields of one entity, nested ones as objects (or lists of objects). */
export type Filterable = object;

export type Filter = (entity: Filterable | null) => boolean;

const suffixes = [
  "_not_in",
  "_in",
  "_not",
  "_contains",
  "_starts_with",
  "_some",
  "_gt",
  "_gte",
  "_lt",
  "_lte",
] as const;
type Suffix = (typeof suffixes)[number] | undefined;

/**
 * A filter to ask of many entities: every condition must hold; a null condition is no condition; `OR: []` passes nothing.
 * Unknown fields were refused before, by the contract's schema.
 */
export function filterOf(where: unknown): Filter {
  if (where === null || where === undefined) return () => true;
  const conditions = Object.entries(where).flatMap(([key, wanted]) => (isGiven(wanted) ? condition(key, wanted) : []));
  return (entity) => entity !== null && conditions.every((holds) => holds(entity));
}

function condition(key: string, wanted: unknown): (entity: Filterable) => boolean {
  if (key === "AND" || key === "OR" || key === "NOT") {
    const parts = (wanted as unknown[]).map(filterOf);
    if (key === "AND") return (entity) => parts.every((part) => part(entity));
    return key === "OR"
      ? (entity) => parts.some((part) => part(entity))
      : (entity) => !parts.some((part) => part(entity));
  }
  // No field that can be asked about ends like a suffix itself.
  const suffix = suffixes.find((candidate) => key.endsWith(candidate));
  const field = suffix ? key.slice(0, -suffix.length) : key;
  const holds = comparison(suffix, wanted);
  return (entity) => holds(fieldOf(entity, field));
}

function comparison(suffix: Suffix, wanted: unknown): (value: unknown) => boolean {
  switch (suffix) {
    case "_in":
    case "_not_in": {
      const listed = new Set(wanted as unknown[]);
      return (value) => listed.has(value) === (suffix === "_in");
    }
    case "_not":
      return (value) => value !== wanted;
    case "_contains":
      return (value) => String(value ?? "").includes(String(wanted));
    case "_starts_with":
      return (value) => String(value ?? "").startsWith(String(wanted));
    case "_gt":
    case "_gte":
    case "_lt":
    case "_lte":
      return timeComparison(suffix, String(wanted));
    case "_some": {
      const passes = filterOf(wanted);
      return (value) => ((value ?? []) as Filterable[]).some(passes);
    }
    default: {
      if (typeof wanted !== "object") return (value) => value === wanted;
      const passes = filterOf(wanted);
      return (value) => passes((value ?? null) as Filterable | null);
    }
  }
}

/** Only times are compared so; what has none passes no comparison. */
function timeComparison(suffix: "_gt" | "_gte" | "_lt" | "_lte", wanted: string): (value: unknown) => boolean {
  const limit = Date.parse(wanted);
  if (Number.isNaN(limit)) throw badRequest(`"${wanted}" is not a time.`, `"${wanted}" 不是有效的时间。`);
  const holds = {
    _gt: (time: number) => time > limit,
    _gte: (time: number) => time >= limit,
    _lt: (time: number) => time < limit,
    _lte: (time: number) => time <= limit,
  }[suffix];
  return (value) => typeof value === "string" && holds(Date.parse(value));
}

/** One field of an entity; undefined when it has none of this name. */
export function fieldOf(entity: Filterable, field: string): unknown {
  return (entity as Record<string, unknown>)[field];
}

function isGiven(wanted: unknown): boolean {
  return wanted !== null && wanted !== undefined;
}

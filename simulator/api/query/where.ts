/** What a filter looks at: the filterable fields of one entity, nested ones as records (or lists of records). */
export type Filterable = { [field: string]: unknown };

const suffixes = ["_not_in", "_in", "_not", "_contains", "_starts_with", "_some"] as const;

/**
 * Does the entity pass the filter? Every condition must hold; a null condition is no condition; `OR: []` passes nothing.
 * Unknown fields were refused before, by the contract's schema.
 */
export function passes(entity: Filterable | null, where: unknown): boolean {
  if (where === null || where === undefined) return true;
  if (entity === null) return false;
  return Object.entries(where as Record<string, unknown>).every(
    ([key, wanted]) => wanted === null || wanted === undefined || holds(entity, key, wanted),
  );
}

function holds(entity: Filterable, key: string, wanted: unknown): boolean {
  if (key === "AND") return (wanted as unknown[]).every((part) => passes(entity, part));
  if (key === "OR") return (wanted as unknown[]).some((part) => passes(entity, part));
  if (key === "NOT") return !(wanted as unknown[]).some((part) => passes(entity, part));
  // A field may itself end like a suffix (in_recycle_bin does not, but be safe): the whole name goes first.
  const suffix = key in entity ? undefined : suffixes.find((candidate) => key.endsWith(candidate));
  const value = entity[suffix ? key.slice(0, -suffix.length) : key];
  switch (suffix) {
    case "_in":
      return (wanted as unknown[]).includes(value);
    case "_not_in":
      return !(wanted as unknown[]).includes(value);
    case "_not":
      return value !== wanted;
    case "_contains":
      return String(value ?? "").includes(String(wanted));
    case "_starts_with":
      return String(value ?? "").startsWith(String(wanted));
    case "_some":
      return ((value ?? []) as Filterable[]).some((item) => passes(item, wanted));
    default:
      return typeof wanted === "object" ? passes((value ?? null) as Filterable | null, wanted) : value === wanted;
  }
}

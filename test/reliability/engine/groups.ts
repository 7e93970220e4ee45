/** Two commands at once keep two cores busy. */
export const AT_ONCE = 2;
/** As many as one engine serves without making the others wait long. */
export const SHARED_BY = 26;

/** Groups of nearly the same size, none larger than that. */
export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.filter((_item, at) => at % count === index));
}

/** Two commands at once keep two cores busy. */
export const AT_ONCE = 2;
/** As many as one engine serves without long waits. */
export const SHARED_BY = 26;

/** Groups of nearly equal size, none larger than this. */
export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.filter((_item, at) => at % count === index));
}

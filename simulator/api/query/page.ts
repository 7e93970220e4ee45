import { badRequest } from "../errors";

/** The paging part of a list request. */
export interface Paging {
  first?: number | null;
  last?: number | null;
  skip?: number | null;
  after?: string | null;
  before?: string | null;
  orderBy?: string | null;
}

/**
 * Sorts by `orderBy` ("field_ASC" or "field_DESC"), stably; ties go by id.
 * @param fields those that can be asked for; null: any
 */
export function ordered<T extends { id: string }>(
  items: T[],
  orderBy: string,
  fields: readonly string[] | null,
  value: (item: T, field: string) => unknown,
): T[] {
  const [, field, direction] = /^(.+)_(ASC|DESC)$/.exec(orderBy) ?? [];
  if (!field || (fields && !fields.includes(field)))
    throw badRequest(`orderBy "${orderBy}" is not known.`, `orderBy "${orderBy}" 无效。`);
  const sign = direction === "ASC" ? 1 : -1;
  const keyed = items.map((item) => ({ item, key: value(item, field) }));
  keyed.sort((a, b) => sign * compare(a.key, b.key) || compare(a.item.id, b.item.id));
  return keyed.map(({ item }) => item);
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  return (a as string | number) < (b as string | number) ? -1 : 1;
}

/**
 * The part of a list that was asked for: after and before are ids; skip counts from the end when only `last` is given.
 * @param cap most entries, whatever was asked; 0 is no cap
 */
export function paged<T extends { id: string }>(items: T[], paging: Paging, cap: number): T[] {
  const { first, last, skip, after, before } = paging;
  for (const [name, number] of Object.entries({ first, last, skip })) {
    if (typeof number === "number" && number < 0)
      throw badRequest(`${name} must not be negative.`, `${name} 不能为负数。`);
  }
  if (isGiven(first) && isGiven(last))
    throw badRequest("first and last exclude each other.", "first 与 last 不能同时使用。");
  let part = items;
  // A cursor that is gone leaves nothing: the place it marked is unknown.
  if (isGiven(after)) part = part.slice(indexOf(part, after) + 1);
  if (isGiven(before)) part = part.slice(0, Math.max(0, indexOf(part, before)));
  if (isGiven(last)) {
    part = part.slice(0, part.length - (skip ?? 0));
    part = last === 0 ? [] : part.slice(-last);
    return cap > 0 ? part.slice(-cap) : part;
  }
  part = part.slice(skip ?? 0);
  if (isGiven(first)) part = part.slice(0, first);
  return cap > 0 ? part.slice(0, cap) : part;
}

function indexOf<T extends { id: string }>(items: T[], id: string): number {
  const index = items.findIndex((item) => item.id === id);
  return index < 0 ? items.length : index;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

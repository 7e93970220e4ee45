/** How many entries a request asks for. */
export const PAGE_SIZE = 100;

/** One page of a list operation: `first` entries after `skip`, in a stable order. */
export interface Page {
  first: number;
  skip: number;
  orderBy: "id_ASC";
}

/**
 * Reads a list to its end. The server may cap a page below what was asked, so only a page that brings nothing
 * new is the end; unless `enough` knows it sooner. An entry that moves between two pages is taken once.
 */
export async function readAll<Entry extends { id: string }>(
  readPage: (page: Page) => Promise<Entry[]>,
  enough: (entries: Entry[]) => boolean = () => false,
  first = PAGE_SIZE,
): Promise<Entry[]> {
  const byId = new Map<string, Entry>();
  for (let skip = 0; ; ) {
    const page = await readPage({ first, skip, orderBy: "id_ASC" });
    const before = byId.size;
    for (const entry of page) byId.set(entry.id, entry);
    skip += page.length;
    const entries = [...byId.values()];
    if (byId.size === before || enough(entries)) return entries;
  }
}

/** `items` in groups that one request can ask for. */
export function inGroups<T>(items: readonly T[], size = PAGE_SIZE): T[][] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) groups.push(items.slice(start, start + size));
  return groups;
}

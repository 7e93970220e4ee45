/** What a request brought, or why it brought nothing. */
export type Attempt<T> = { value: T } | { error: unknown };

/** Tries something whose failure is told rather than thrown. */
export async function attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { error };
  }
}

/** For somebody who waits for the answer: a short while, and not for a failover to end. */
export const SOON = { patienceMs: 2_000, throughFailover: false } as const;

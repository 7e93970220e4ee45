/** The last work of each key. */
const tails = new Map<string, Promise<unknown>>();

/**
 * Runs `work` after all earlier work with the same key has ended.
 * @param wait called if there is earlier work
 */
export async function inTurn<T>(key: string, work: () => Promise<T>, wait?: () => void): Promise<T> {
  const earlier = tails.get(key);
  if (earlier) wait?.();
  const mine = earlier ? earlier.then(work, work) : work();
  tails.set(key, mine);
  try {
    return await mine;
  } finally {
    if (tails.get(key) === mine) tails.delete(key);
  }
}

/**
 * Two resources for one host must not both find it in use and enter it.
 * @param wait as in `inTurn`
 */
export async function withHostLock<T>(
  server: string,
  hostId: string,
  verb: () => Promise<T>,
  wait?: () => void,
): Promise<T> {
  return inTurn(`${server} ${hostId}`, verb, wait);
}

/** The last verb of each host. Two resources for one host must not both find it in use and enter it. */
const tails = new Map<string, Promise<unknown>>();

/** Runs `verb` after all earlier verbs on the same host of the same server have ended. */
export async function withHostLock<T>(server: string, hostId: string, verb: () => Promise<T>): Promise<T> {
  const key = `${server} ${hostId}`;
  const earlier = tails.get(key) ?? Promise.resolve();
  const mine = earlier.then(verb, verb);
  tails.set(key, mine);
  try {
    return await mine;
  } finally {
    if (tails.get(key) === mine) tails.delete(key);
  }
}

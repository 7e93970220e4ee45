import type { Host } from "../cloudtower";

/** What becomes known of an entry; undefined if it was given up before. */
interface Arrival {
  server: Promise<string | undefined>;
  host: Promise<Host | undefined>;
}

/** The entries of this run, in the order in which they began. */
const arrivals: Arrival[] = [];

/** An entry that is about to begin in this run. */
export interface Claim {
  /** To be called once the CloudTower is known: entries elsewhere then do not wait for this one's host. */
  at: (server: string) => void;
  /** To be called once the host is known. */
  seen: (host: Host) => void;
  /** Resolves with the name of an earlier host of the same cluster, if there is one. */
  claim: (server: string, host: Host) => Promise<string | undefined>;
  /** To be called when the entry is over. One that never reached its cluster then no longer blocks the others. */
  end: () => void;
}

/**
 * CloudTower allows one host of a cluster in maintenance at a time, but a program may start several entries at once. The first
 * one that the program registers gets the cluster, even if another one is faster. Call this before the first `await`.
 */
export function arrive(): Claim {
  const [server, at] = later<string>();
  const [host, seen] = later<Host>();
  const earlier = [...arrivals];
  arrivals.push({ server, host });
  return {
    at,
    seen,
    claim: async (where, { id, clusterId }) => {
      // A CloudTower that does not answer must not hold up entries on others.
      const hosts = earlier.map(async (other) => ((await other.server) === where ? other.host : undefined));
      return (await Promise.all(hosts)).find((other) => other?.clusterId === clusterId && other.id !== id)?.name;
    },
    end: () => {
      at(undefined);
      seen(undefined);
    },
  };
}

function later<T>(): [Promise<T | undefined>, (value: T | undefined) => void] {
  let resolve: (value: T | undefined) => void = () => undefined;
  const promise = new Promise<T | undefined>((settle) => {
    resolve = settle;
  });
  return [promise, resolve];
}

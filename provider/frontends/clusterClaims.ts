import type { Host } from "../cloudtower";

/** A host, and the CloudTower that shows it. */
interface Place {
  server: string;
  host: Host;
}

/** The host of each entry of this run, in the order in which the entries began; undefined if an entry was given up. */
const arrivals: Promise<Place | undefined>[] = [];

/** An entry that is about to begin in this run. */
export interface Claim {
  /** To be called once the host is known. */
  seen: (place: Place) => void;
  /** Resolves with the name of an earlier host of the same cluster, if there is one. */
  claim: (place: Place) => Promise<string | undefined>;
  /** To be called when the entry is over. One that never reached its cluster then no longer blocks the others. */
  end: () => void;
}

/**
 * CloudTower allows one host of a cluster in maintenance at a time, but a program may start several entries at once. The first
 * one that the program registers gets the cluster, even if another one is faster. Call this before the first `await`.
 */
export function arrive(): Claim {
  let known: (place: Place | undefined) => void = () => undefined;
  const earlier = [...arrivals];
  arrivals.push(
    new Promise((resolve) => {
      known = resolve;
    }),
  );
  return {
    seen: known,
    claim: async ({ server, host }) => {
      const places = await Promise.all(earlier);
      const first = places.find(
        (other) => other?.server === server && other.host.clusterId === host.clusterId && other.host.id !== host.id,
      );
      return first?.host.name;
    },
    end: () => known(undefined),
  };
}

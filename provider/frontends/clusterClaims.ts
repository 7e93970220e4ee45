import type { Host } from "../cloudtower";

/** A host, and the CloudTower that shows it. */
interface Place {
  server: string;
  host: Host;
}

/** Which host each entry of this run is about, in the order in which they began; undefined: it was given up before. */
const arrivals: Promise<Place | undefined>[] = [];

/** An entry that is about to begin in this run. */
export interface Claim {
  /** The host is known now. */
  seen: (place: Place) => void;
  /** Resolves with the name of an earlier host of the same cluster, if there is one. */
  claim: (place: Place) => Promise<string | undefined>;
  /** The entry is over, one way or the other: one that never came to its cluster stands in nobody's way. */
  end: () => void;
}

/**
 * CloudTower lets one host of a cluster be in maintenance at a time, and a program may ask for many entries at once: the
 * first that it registers has the cluster, whichever is quicker. To be called before anything is waited for.
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

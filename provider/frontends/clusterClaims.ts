import type { Host } from "../cloudtower";

/** An entry of this run, in the order in which the engine began them. */
interface Arrival {
  server: string;
  hostId: string;
  /** Resolves with the host once it is known, or with undefined when the entry was given up before. */
  host: Promise<Host | undefined>;
}

const arrivals: Arrival[] = [];

/** An entry that is about to begin in this run. */
export interface Claim {
  /** The host is known now. */
  seen: (host: Host) => void;
  /** Resolves with the name of an earlier host of the same cluster, if there is one. */
  claim: (host: Host) => Promise<string | undefined>;
  /** The entry is over, one way or the other: one that never came to its cluster stands in nobody's way. */
  end: () => void;
}

/**
 * CloudTower lets one host of a cluster be in maintenance at a time, and the engine begins many entries at once: the first
 * that the program registers has the cluster, whichever is quicker. To be called before anything is waited for.
 */
export function arrive(server: string, hostId: string): Claim {
  let known: (host: Host | undefined) => void = () => undefined;
  const earlier = arrivals.filter((arrival) => arrival.server === server && arrival.hostId !== hostId);
  const host = new Promise<Host | undefined>((resolve) => {
    known = resolve;
  });
  arrivals.push({ server, hostId, host });
  return {
    seen: known,
    claim: async (mine) => {
      const hosts = await Promise.all(earlier.map((arrival) => arrival.host));
      return hosts.find((other) => other?.clusterId === mine.clusterId)?.name;
    },
    end: () => known(undefined),
  };
}

/** The host has left maintenance in this run: its cluster is free again. */
export function release(server: string, hostId: string): void {
  const index = arrivals.findIndex((arrival) => arrival.server === server && arrival.hostId === hostId);
  if (index >= 0) arrivals.splice(index, 1);
}

import { systemClock } from "../clock";
import type { Host } from "../cloudtower";

/** An entry of this run. */
interface Arrival {
  /** Its place in the program: the lowest one that wants a cluster gets it. */
  rank: number;
  /** Of an entry that may have to wait for another one of the same host. */
  hostId: string | undefined;
  /** To be called once the host is known. */
  seen: (host: Host | undefined) => void;
  /** The host that has got its cluster. */
  holds: { server: string; host: Host } | undefined;
  /** What becomes known of it; undefined if it was given up before. */
  server: Promise<string | undefined>;
  host: Promise<Host | undefined>;
}

const arrivals: Arrival[] = [];

/** A resource of the program that has been registered. */
interface Registered {
  place: number;
  /** The cluster that it is about to enter, as far as that is known before; undefined if none. */
  wants: Promise<string | undefined>;
  arrived: Promise<unknown>;
  arrive: () => void;
}

/** By owner. */
const registered = new Map<string, Registered>();

/**
 * How long to wait for an entry that is about to begin. The engine may not begin it: because something else has failed, or because
 * as many as it does at once are waiting.
 */
const LATE_MS = 5_000;

/**
 * Notes the place of a resource in the program: the engine registers and creates resources in any order.
 * @param place as the constructor counts, see `__place`
 * @returns to be called with the cluster that it is about to enter, if that is known, or with undefined
 */
export function register(owner: unknown, place: unknown): (clusterId: string | undefined) => void {
  const [wants, tell] = later<string>();
  const [arrived, arrive] = later<never>();
  if (typeof owner === "string" && typeof place === "number") {
    registered.set(owner, { place, wants, arrived, arrive: () => arrive(undefined) });
  }
  return tell;
}

/** Resolves once the resources before this place that want this cluster have arrived. */
async function othersBefore(rank: number, clusterId: string): Promise<void> {
  const earlier = [...registered.values()].filter(({ place }) => place < rank);
  const late = new AbortController();
  const each = earlier.map(async ({ wants, arrived }) => ((await wants) === clusterId ? arrived : undefined));
  await Promise.race([Promise.all(each), systemClock.sleep(LATE_MS, late.signal).catch(() => undefined)]);
  late.abort("all have arrived");
}

/** An entry that is about to begin in this run. */
export interface Claim {
  /** To be called once the CloudTower is known: entries elsewhere then do not wait for this one's host. */
  at: (server: string) => void;
  /** To be called once the host is known. */
  seen: (host: Host) => void;
  /** Resolves with the name of another host of the same cluster that comes first, if there is one. */
  claim: (server: string, host: Host) => Promise<string | undefined>;
  /** To be called when the entry is over. One that never reached its cluster then no longer blocks the others. */
  end: () => void;
}

/**
 * CloudTower allows one host of a cluster in maintenance at a time, but a program may start several entries at once. The first
 * one in the program gets the cluster, even if another one is faster. Call this before the first `await`.
 * @param owner of a resource that was registered; else the order of the calls counts
 * @param hostId if the entry has to wait until no other one of this host is at work: what that one sees of it counts too
 */
export function arrive(owner?: string, hostId?: string): Claim {
  const [server, at] = later<string>();
  const [host, seen] = later<Host>();
  const mine: Arrival = {
    rank: registered.get(owner ?? "")?.place ?? arrivals.length,
    hostId,
    seen,
    holds: undefined,
    server,
    host,
  };
  arrivals.push(mine);
  registered.get(owner ?? "")?.arrive();
  return {
    at,
    seen: (found) => {
      for (const other of arrivals) if (other === mine || other.hostId === found.id) other.seen(found);
    },
    claim: async (where, wanted) => {
      await othersBefore(mine.rank, wanted.clusterId);
      const earlier = arrivals.filter((other) => other.rank < mine.rank && other.hostId !== wanted.id);
      // A CloudTower that does not answer must not hold up entries on others.
      const wanting = await Promise.all(
        earlier
          .sort((one, other) => one.rank - other.rank)
          .map(async (other) => ((await other.server) === where ? other.host : undefined)),
      );
      const holding = arrivals.map(({ holds }) => (holds?.server === where ? holds.host : undefined));
      const first = [...holding, ...wanting].find(
        (other) => other?.clusterId === wanted.clusterId && other.id !== wanted.id,
      );
      if (!first) mine.holds = { server: where, host: wanted };
      return first?.name;
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

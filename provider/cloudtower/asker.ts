import { AsyncLocalStorage } from "node:async_hooks";

/** Whom a request is sent for. */
export interface Asker {
  /** The host, for people. It may change, as soon as the host's name is known. */
  host: string;
}

const askers = new AsyncLocalStorage<ReadonlySet<Asker>>();
const NOBODY: ReadonlySet<Asker> = new Set();

/** Runs `work` for these: every request that it sends is theirs. Without any it is run as it is. */
export function askingFor<T>(who: Iterable<Asker>, work: () => T): T {
  const all = new Set(who);
  return all.size === 0 ? work() : askers.run(all, work);
}

/** For whom the present code runs. Requests that several share are sent for all of them. */
export function askersNow(): ReadonlySet<Asker> {
  return askers.getStore() ?? NOBODY;
}

import { AsyncLocalStorage } from "node:async_hooks";

/** Whom a request is sent for. */
export interface Asker {
  /** The host, for people. It may change, as soon as the host's name is known. */
  host: string;
}

const askers = new AsyncLocalStorage<ReadonlySet<Asker>>();
const NOBODY: ReadonlySet<Asker> = new Set();
/** Such a storage makes each promise of the process several times as dear, so it is used only if somebody reads who asked. */
let isRead = false;

/** From now on it is kept who asks. */
export function keepAskers(): void {
  isRead = true;
}

/** Runs `work` for these: every request that it sends is theirs. */
export function askingFor<T>(who: Iterable<Asker>, work: () => T): T {
  return isRead ? askers.run(new Set(who), work) : work();
}

/** For whom the present code runs; nobody, if that is not kept. Requests that several share are sent for all of them. */
export function askersNow(): ReadonlySet<Asker> {
  return askers.getStore() ?? NOBODY;
}

import { resolve } from "node:path";
import type { KeptReceipt } from "../../../journal";
import { asName, quoted } from "../../../text/foreign";
import { sessionOf } from "./view";

const LEAST_OF_AN_ID = 3;

/**
 * The receipt that a person means: by the short id of the list, or its beginning; the name or id of a host, for its newest; or the
 * path that destroy printed. Without a name, the newest of all.
 * @returns a sentence on what is wrong if there is not one
 */
export function chosen(receipts: readonly KeptReceipt[], name: string | undefined, cwd: string): KeptReceipt | string {
  const [newest] = receipts;
  if (!newest) return "there is no receipt yet: a session has one once it has ended";
  if (name === undefined) return newest;
  const path = resolve(cwd, name);
  const whole = receipts.find((kept) => kept.path === path || sessionOf(kept.path) === name);
  if (whole) return whole;
  const ofHost = receipts.filter(({ record }) => record.hostName === name || record.hostId === name);
  const clusters = [...new Set(ofHost.map(({ record }) => record.clusterName))];
  if (clusters.length > 1) {
    return `hosts named ${asName(name)} are in the clusters ${clusters.map(asName).join(", ")}: name the session by its id in the list`;
  }
  if (ofHost[0]) return ofHost[0];
  const begun = name.length >= LEAST_OF_AN_ID ? receipts.filter(({ path: at }) => sessionOf(at).startsWith(name)) : [];
  if (begun.length > 1) return `${begun.length} sessions begin with ${asName(name)}: give more of the id`;
  return begun[0] ?? `no session, host or receipt is ${quoted(name)}: report --list shows what there is`;
}

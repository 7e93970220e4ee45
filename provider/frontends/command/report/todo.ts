import { asName, forPeople } from "../../../text/foreign";
import { secondOf } from "../time";
import type { VmReport } from "./view";

/** What a reason says besides what the report says in its own way. */
const KNOWN_CLAUSES = [
  ...["it ran before", "it did not come back to the host", "not selected by restore"],
  "not started, because it was stopped after the entry",
];

/**
 * How a VM that is not as before is, why, and what there is to do about it.
 * @param home the host that it was on
 */
export function toDo(vm: VmReport, home: string, isGone: boolean): string {
  if (isGone) {
    return "not shown by CloudTower any more: deleted, or hidden from this user. To do: if it was not meant to be deleted, ask whoever manages it";
  }
  const { power, host, why, stoppedBySomebodyAt: stopped, outcome, powerBefore } = vm;
  if (why?.startsWith("is in the recycle bin")) {
    return "in the recycle bin. To do: restore it from there if it is still needed";
  }
  if (power === null) {
    const reason = forPeople(why ?? "")
      .replace(/^is /, "")
      .replace(/\.$/, "");
    return `${outcome === "failed" ? "failed" : "left as it is"}: ${reason || "no reason known"}. To do: see in CloudTower whether it runs, and where`;
  }
  const isOn = power === "RUNNING";
  const at = `${stateOf(power)} on ${host === null ? "an unknown host" : asName(host)}`;
  const note = sentence(noteIn(vm));
  const unwanted = why?.includes("; not selected by restore") ?? false;
  if (!isOn && stopped !== null) {
    return `${at}. Somebody stopped it at ${secondOf(stopped)}, so it was not started.${note} To do: start it if it should run`;
  }
  if (!isOn && powerBefore === "RUNNING") {
    const not = unwanted ? " It was not started, because restore does not select it." : "";
    return `${at}. It ran before.${not}${note} To do: start it${outcome === "failed" ? "" : " if it should run"}`;
  }
  const not = unwanted ? " It was not migrated back, because restore does not select it." : "";
  const back = host === home ? "see in CloudTower whether it is as it should be" : "migrate it back if it should be";
  return `${at}${host === home ? "" : `, not on ${asName(home)}`}.${not}${note} To do: ${back}${host === home ? "" : ` on ${asName(home)}`}`;
}

/** The state of a VM, for a sentence. */
export function stateOf(power: string): string {
  return power === "RUNNING" ? "running" : power === "STOPPED" ? "off" : asName(power);
}

/** What is left of the reason: with foreign parts in quotation marks. */
function noteIn({ power, host, why, stoppedBySomebodyAt: stopped }: VmReport): string {
  let rest = forPeople(why ?? "");
  const where = `is ${asName(power ?? "")} on ${host === null ? "an unknown host" : asName(host)}`;
  for (const known of [where, ...(stopped === null ? [] : [` since ${stopped}`])]) {
    if (rest.startsWith(known)) rest = rest.slice(known.length);
  }
  let clause: string | undefined;
  do {
    clause = KNOWN_CLAUSES.find((one) => rest === `; ${one}` || rest.startsWith(`; ${one};`));
    if (clause !== undefined) rest = rest.slice(clause.length + 2);
  } while (clause !== undefined);
  return rest.replace(/^; /, "");
}

function sentence(text: string): string {
  return text === "" ? "" : ` ${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]"?$/.test(text) ? "" : "."}`;
}

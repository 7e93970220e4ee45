import type { Host } from "../cloudtower";
import { exitOf, type Fact, isOver } from "./session/facts";
import { identify, identifyByTag, shownBy } from "./session/identity";
import { type Tag, tagsOn } from "./session/tag";
import { type HostState, hostState } from "./situation/evidence";

/** A name tag for people. `isSure`: it is of the session that the host is in. */
export type TagView = Pick<Tag, "text" | "resource" | "reason"> & { isSure: boolean };

/** Who has a host, for people who see it in maintenance. */
export interface Stay {
  state: HostState;
  /** When the session began, as CloudTower shows it, or else when it was asked for. */
  since?: string | undefined;
  /** Says whose session this is or, if the host is in use, whose VMs may be owed. Absent: nobody that the facts know. */
  holder?: Fact | undefined;
  /** Nothing shows that the fact is about this session, and nothing shows that it is not. */
  isGuess: boolean;
  /** What name tags on the host say. */
  tags: TagView[];
  /** When an exit of this session was submitted whose end was not seen. */
  exitAt?: string | undefined;
}

/** Combines what CloudTower shows of a host with the facts about it, of all resources. */
export function stayOf(host: Host, facts: readonly Fact[]): Stay {
  const state = hostState(host);
  const shown = shownBy(host.session);
  const tags = tagsOn(host).map((tag): TagView => {
    const { text, resource, reason } = tag;
    const isSure = state !== "in use" && identifyByTag(tag, shown, host.id).is === "same";
    return { text, resource, ...(reason ? { reason } : {}), isSure };
  });
  const inOrder = [...facts].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  if (state === "in use") {
    const open = inOrder.filter(({ kind, record }) => kind !== "over" && !isOver(record, facts));
    return { state, holder: open.at(-1), isGuess: false, tags };
  }
  const are = (is: string) => inOrder.filter(({ record }) => identify(record, shown).is === is);
  const certain = holderIn(are("same"));
  const holder = certain ?? holderIn(are("unknown").filter(({ kind }) => kind === "held" || kind === "submitted"));
  const exit = holder && exitOf(holder.record, facts);
  return {
    state,
    since: host.session?.enteredAt ?? holder?.record.submittedAt,
    holder,
    isGuess: certain === undefined,
    tags,
    ...(exit?.kind === "exit submitted" ? { exitAt: exit.at } : {}),
  };
}

/** Whoever entered or adopted last has the session; before that is noted, whoever submitted it. */
function holderIn(facts: readonly Fact[]): Fact | undefined {
  return facts.findLast(({ kind }) => kind === "held") ?? facts.at(-1);
}

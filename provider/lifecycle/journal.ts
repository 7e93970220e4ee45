import type { Host } from "../cloudtower";
import type { Receipt } from "./receipt";
import type { SessionRecord } from "./record";

/**
 * What outlives a killed engine: before an enter call is sent, what it takes to give the VMs back is kept here. An entry
 * is open until a verb has seen its session in the state, and becomes the receipt after the exit.
 */
export interface Journal {
  /** Keeps the record of an entry that is about to be submitted, safe on disk when this resolves. */
  open(record: SessionRecord): Promise<void>;
  /** The open entry of this resource for this host, if there is one. */
  find(server: string, hostId: string): Promise<SessionRecord | undefined>;
  /** The same, also where an exit of its session was submitted: not for a create, which would go on with it. */
  findAny(server: string, hostId: string): Promise<SessionRecord | undefined>;
  /** The session is in the state now, or never came to be: nothing to resume. */
  settle(record: SessionRecord): Promise<void>;
  /** An exit is about to be submitted: from here on (ms since the epoch), what is off afterwards is for us to start. */
  exiting(record: SessionRecord, at: number): Promise<void>;
  /** That exit was refused: what is off from here on is somebody else's doing. */
  notExiting(record: SessionRecord): Promise<void>;
  /** When an exit of this session was submitted that has not come to its end; undefined: none was. */
  exitingSince(record: SessionRecord): Promise<number | undefined>;
  /** Is there more here than in the state: an exit of this session that was submitted, or a later entry? */
  isAhead(record: SessionRecord): Promise<boolean>;
  /** This resource takes over the session of the record: whoever else has it in a state leaves it alone. */
  claim(record: SessionRecord): Promise<void>;
  /** Who else has taken over the session that is on the record's host: project, stack and name. */
  claimedByOther(server: string, host: Host): Promise<string | undefined>;
  /** The session is over. */
  end(record: SessionRecord, receipt: Receipt): Promise<void>;
}

/** Keeps nothing. */
export const noJournal: Journal = {
  open: async () => undefined,
  find: async () => undefined,
  findAny: async () => undefined,
  settle: async () => undefined,
  exiting: async () => undefined,
  notExiting: async () => undefined,
  exitingSince: async () => undefined,
  isAhead: async () => false,
  claim: async () => undefined,
  claimedByOther: async () => undefined,
  end: async () => undefined,
};

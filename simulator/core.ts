import type { Auth } from "./api/auth";
import type { Contract } from "./api/contract";
import type { FaultQueue } from "./api/faults/queue";
import type { Ids } from "./model/ids";
import type { World } from "./model/world";
import type { Nodes } from "./nodes";
import type { Quirks } from "./quirks";
import type { Gate, Journal } from "./records";

/** Everything that a request, a control call or a test works on. */
export interface Core {
  world: World;
  nodes: Nodes;
  quirks: Quirks;
  auth: Auth;
  contract: Contract;
  faults: FaultQueue;
  journal: Journal;
  /** Separate from the model's ids, so that the number of requests does not change those. */
  requestIds: Ids;
  gate?: Gate | undefined;
  /** Seeded, in [0, 1). */
  random: () => number;
}

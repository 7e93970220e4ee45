import type { Context, MaintenanceRequest } from "../lifecycle";
import type { Settings } from "../settings";
import { restoreOf, timeoutsOf } from "./arguments";
import type { Claim } from "./clusterClaims";
import { DEFAULTS } from "./defaults";
import type { Inputs } from "./state";

/** The request that the arguments make, with missing ones filled in from the stack's settings and the defaults. */
export function toRequest(inputs: Inputs, { allowShutdown: cap }: Settings): MaintenanceRequest {
  return {
    hostId: inputs.hostId,
    consent: inputs.allowShutdown ?? cap ?? "none",
    cap,
    restore: restoreOf(inputs),
    ifAlreadyInMaintenance: inputs.ifAlreadyInMaintenance ?? DEFAULTS.ifAlreadyInMaintenance,
    onForeignSession: inputs.onForeignSession ?? DEFAULTS.onForeignSession,
    timeouts: timeoutsOf(inputs),
    reason: inputs.reason,
  };
}

/** The same context for an entry that takes part in the claims on clusters. */
export function inTurn(context: Context, { seen, claim }: Claim): Context {
  const { server } = context.cloudTower;
  return {
    ...context,
    seen: (host) => {
      context.seen?.(host);
      seen(host);
    },
    claim: (host) => claim(server, host),
  };
}

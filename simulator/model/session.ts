import { scheduleDrs } from "./drs";
import type { Host, Session } from "./entities";
import { startRecovery } from "./recovery";
import type { World } from "./world";

/** After this long in maintenance, a cluster begins to rebuild the host's data elsewhere. */
const longStayMs = 7 * 24 * 3_600_000;
/** … which takes that long. */
const rebuildMs = 6 * 3_600_000;

/** Begins a stay in maintenance: the host reads ENTERING_MAINTENANCE_MODE from now on. */
export function beginSession(world: World, host: Host): Session {
  host.session = {
    state: "ENTERING_MAINTENANCE_MODE",
    jobId: world.ids.uuid(),
    enteredAt: world.clusterNow(),
    begunAt: world.clock.now(),
    settledAt: null,
    moves: [],
  };
  return host.session;
}

/** Puts the host into maintenance, with all consequences. */
export function settle(world: World, host: Host, session: Session): void {
  session.state = "MAINTENANCE_MODE";
  session.settledAt = world.clock.now();
  const lasts = () => host.session === session && session.state === "MAINTENANCE_MODE";
  scheduleDrs(world, host, session, lasts);
  world.clock.after(longStayMs, () => {
    if (lasts() && !host.cluster.recovery) startRecovery(world, host.cluster, rebuildMs);
  });
}

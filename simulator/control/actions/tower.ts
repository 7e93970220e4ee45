import type { Core } from "../../core";
import type { Silence } from "../../nodes";

export interface TowerActions {
  /** The standby takes over. @param options gapMs simulated ms in which nothing answers (default: the timing `failover`);
   * silence how it does not: connections break, or hang (default "reset") */
  failover(options?: { gapMs?: number; silence?: Silence }): void;
  /** What a user may do from now on. */
  setUserActions(username: string, actions: string[]): void;
}

export function towerActions({ nodes, world, auth }: Core): TowerActions {
  return {
    failover({ gapMs = world.timings.failover, silence = "reset" } = {}) {
      nodes.failover(gapMs, silence);
    },
    setUserActions(username, actions) {
      const user = auth.users.find(({ name }) => name === username);
      if (!user) throw new Error(`No user is "${username}".`);
      user.actions = actions;
    },
  };
}

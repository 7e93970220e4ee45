import type { Cluster, Recovery } from "./entities";
import type { World } from "./world";

/** By the cluster's own clock: a simulator that is twice as fast recovers twice as fast. */
const bytesPerMs = 200 * 1024;
/** The remaining data of a recovery without a set end. */
const endlessBytes = 512 * 2 ** 30;

/** Begins data recovery of a cluster. It ends after `ms` simulated milliseconds, or with null when somebody ends it. */
export function startRecovery(world: World, cluster: Cluster, ms: number | null): void {
  const recovery: Recovery = { since: world.clock.now(), ms };
  cluster.recovery = recovery;
  if (ms === null) return;
  world.clock.after(ms, () => {
    if (cluster.recovery === recovery) endRecovery(world, cluster);
  });
}

/** Ends data recovery. Work that waited for that continues. */
export function endRecovery(world: World, cluster: Cluster): void {
  cluster.recovery = null;
  const waiting = world.parked.get(cluster) ?? [];
  world.parked.delete(cluster);
  for (const goOn of waiting) goOn();
}

/** A host has come back: what its cluster wrote without it has to be copied to it. */
export function recoverAfterExit(world: World, cluster: Cluster): void {
  const ms = cluster.recoveryAfterExit ?? world.quirks.recoveryAfterExit;
  if (ms > 0) startRecovery(world, cluster, ms);
}

/** Bytes still to be recovered, and bytes per second; both 0 if no recovery is running. */
export function recoveryProgress({ clock }: World, { recovery }: Cluster): { bytes: number; speed: number } {
  if (!recovery) return { bytes: 0, speed: 0 };
  const speed = Math.round(bytesPerMs * 1000 * clock.speed);
  if (recovery.ms === null) return { bytes: endlessBytes, speed };
  const left = recovery.ms - (clock.now() - recovery.since) * clock.speed;
  return { bytes: Math.round(Math.max(0, left) * bytesPerMs), speed };
}

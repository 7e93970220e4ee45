import type { Cluster, Recovery } from "./entities";
import type { World } from "./world";

/** By the cluster's own clock: a simulator that is twice as fast recovers twice as fast. */
const bytesPerMs = 200 * 1024;
/** What a recovery that nobody has given an end still has to do. */
const endlessBytes = 512 * 2 ** 30;

/** Data recovery of a cluster begins; after `ms` simulated milliseconds it ends by itself (null: when somebody ends it). */
export function startRecovery(world: World, cluster: Cluster, ms: number | null): void {
  const recovery: Recovery = { since: world.clock.now(), ms };
  cluster.recovery = recovery;
  if (ms === null) return;
  world.clock.after(ms, () => {
    if (cluster.recovery === recovery) endRecovery(world, cluster);
  });
}

/** Data recovery ends; work that waited for that goes on. */
export function endRecovery(world: World, cluster: Cluster): void {
  cluster.recovery = null;
  const waiting = world.parked.get(cluster) ?? [];
  world.parked.delete(cluster);
  for (const goOn of waiting) goOn();
}

/** A host has come back: what its cluster wrote meanwhile without it has to be copied to it. */
export function recoverAfterExit(world: World, cluster: Cluster): void {
  const ms = cluster.recoveryAfterExit ?? world.quirks.recoveryAfterExit;
  if (ms > 0) startRecovery(world, cluster, ms);
}

/** Bytes that are still to be recovered, and bytes a second; both 0 while nothing is. */
export function recoveryProgress({ clock }: World, { recovery }: Cluster): { bytes: number; speed: number } {
  if (!recovery) return { bytes: 0, speed: 0 };
  const speed = Math.round(bytesPerMs * 1000 * clock.speed);
  if (recovery.ms === null) return { bytes: endlessBytes, speed };
  const left = recovery.ms - (clock.now() - recovery.since) * clock.speed;
  return { bytes: Math.round(Math.max(0, left) * bytesPerMs), speed };
}

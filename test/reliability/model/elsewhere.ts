import { type Simulator, startSimulator } from "../../../simulator";
import type { Elsewhere } from "./case";
import type { Story } from "./story";
import { SPEED, scenarioOf } from "./world";

/** So long ago did the session begin that is on the host there. */
const A_DAY_MS = 86_400_000;

/** Opens the CloudTower that the settings give by mistake; whoever opens it closes it. */
export async function openElsewhere({ lab, given, world, watch }: Story, where: Elsewhere): Promise<Simulator> {
  const seed = given.seed + 1 + (where === "other ids" ? 1 : 0);
  let ago = A_DAY_MS;
  const now = () => lab.clock.now() - ago;
  // The same seed gives the same ids, as a backup does.
  const other = await startSimulator({ scenario: scenarioOf(given.cluster), seed, speed: SPEED, now });
  if (where === "in maintenance there") enterThere(other, world.hostId, watch.sessions);
  ago = 0;
  return other;
}

/** Equal seeds give sessions equal ids too: such ones are ended. */
function enterThere(other: Simulator, hostId: string, taken: ReadonlyMap<string, number>): void {
  try {
    for (;;) {
      other.operator.enter(hostId, { atOnce: true });
      if (!taken.has(String(other.host(hostId).session?.jobId))) return;
      other.operator.exit(hostId, { atOnce: true });
    }
  } catch {
    // Where the host cannot enter, it is in use there.
  }
}

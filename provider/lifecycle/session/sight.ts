import type { Clock } from "../../clock";
import type { CloudTower } from "../../cloudtower";

/** What is needed to read from a CloudTower. */
export interface Sight {
  cloudTower: CloudTower;
  clock: Clock;
  signal: AbortSignal;
}

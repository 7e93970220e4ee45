import { onTestFinished } from "vitest";
import type { RequesterOptions } from "../../provider/cloudtower";
import type { SimulatorOptions } from "../../simulator";
import { type SimulatedLifecycle, startLifecycle } from "./simulatedLifecycle";

export type { SimulatedLifecycle } from "./simulatedLifecycle";

/** A simulated lifecycle that is closed when the test ends. (A file of its own, because the bench runs without vitest.) */
export async function openLifecycle(
  options: SimulatorOptions = {},
  client: Partial<RequesterOptions> = {},
): Promise<SimulatedLifecycle> {
  const lab = await startLifecycle(options, client);
  onTestFinished(() => lab.simulator.close());
  return lab;
}

import { onTestFinished } from "vitest";
import type { RequesterOptions } from "../../provider/cloudtower";
import type { SimulatorOptions } from "../../simulator";
import { buildLab, type Lab } from "./buildLab";

export type { Lab } from "./buildLab";

/** Opens a lab that closes with the test. */
export async function openLab(options: SimulatorOptions = {}, client: Partial<RequesterOptions> = {}): Promise<Lab> {
  const lab = await buildLab(options, client);
  onTestFinished(() => lab.simulator.close());
  return lab;
}

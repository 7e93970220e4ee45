import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest, the longest first. They begin first, so that no worker is left alone with one of them at the end.
 */
const LONG = [
  "e2e/faultCells",
  "reliability/faultMatrix",
  "e2e/runKills",
  "e2e/killPoints",
  "reliability/model",
  "reliability/secrets",
  "e2e/recordedStates",
  "e2e/hostileNames",
  "e2e/firmware",
  "e2e/rolling",
  "e2e/failures",
  "e2e/automationApi",
  "e2e/ci",
  "e2e/twoRunners",
  "e2e/independentServer",
  "e2e/sdkRange",
  "e2e/standby",
  "e2e/secrets",
  "e2e/options",
  "e2e/preview",
  "e2e/plainSecrets",
  "runs/kills",
  "lifecycle/hours",
];

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place < 0 ? LONG.length : place;
    };
    // The sort is stable.
    return [...rest].sort((one, other) => rank(one) - rank(other));
  }
}

import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest, the longest first. They begin first, so that no worker is left alone with one of them at the end. The first
 * two mostly wait.
 */
const LONG = [
  "e2e/faultCells",
  "e2e/runKills",
  "reliability/faultMatrix",
  "e2e/killPoints",
  "reliability/model",
  "reliability/secrets",
  "e2e/failures",
  "e2e/sdkRange",
  "e2e/firmware",
  "e2e/standby",
  "e2e/rolling",
  "e2e/recordedStates",
  "e2e/preview",
  "e2e/secrets",
  "e2e/adoption",
  "e2e/recipes",
  "e2e/hostileNames",
  "e2e/run",
  "e2e/ci",
  "e2e/automationApi",
  "e2e/kills",
  "e2e/options",
  "e2e/independentServer",
  "e2e/lifecycle",
  "e2e/stay",
  "e2e/replacement",
  "e2e/sessions",
  "e2e/consent",
  "e2e/plan",
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

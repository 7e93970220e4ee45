import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest, the longest first. They begin first, so that no worker is left alone with one of them at the end.
 * The first ones mostly wait.
 */
const LONG = [
  "e2e/faultCells",
  "reliability/faultMatrix",
  "e2e/killPoints",
  "e2e/failures",
  "e2e/automationApi",
  "e2e/ci",
  "e2e/twoRunners",
  "e2e/page",
  "e2e/start",
  "e2e/hostileNames",
  "reliability/model",
  "e2e/recordedStates",
  "e2e/preview",
  "e2e/standby",
  "e2e/secrets",
  "e2e/plainSecrets",
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

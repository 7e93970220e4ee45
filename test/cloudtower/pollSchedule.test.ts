import { describe, expect, it } from "vitest";
import { nextPollDelay } from "../../provider/cloudtower/polling";

const noJitter = () => 0;

describe("nextPollDelay", () => {
  it("is quick at first, and slower as the task ages", () => {
    expect(nextPollDelay(0, 0, noJitter)).toBe(20);
    expect(nextPollDelay(100, 0, noJitter)).toBe(100);
    expect(nextPollDelay(2_000, 0, noJitter)).toBe(250);
    expect(nextPollDelay(30_000, 0, noJitter)).toBe(480);
    expect(nextPollDelay(60 * 60_000, 0, noJitter)).toBe(5_000);
  });

  it("is quick again near the end, and not for a task that says 1 all along", () => {
    expect(nextPollDelay(600_000, 0.95, noJitter)).toBe(1_000);
    expect(nextPollDelay(600_000, 1, noJitter)).toBe(5_000);
  });

  it("never waits longer than five seconds, whatever the jitter", () => {
    for (const random of [0, 0.5, 0.999]) {
      const delay = nextPollDelay(1e9, 0, () => random);
      expect(delay).toBeLessThanOrEqual(5_000);
      expect(delay).toBeGreaterThanOrEqual(4_500);
    }
  });
});

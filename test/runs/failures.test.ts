import { describe, expect, it } from "vitest";
import type { Alert } from "../../provider/cloudtower";
import type { About, LifecycleError } from "../../provider/lifecycle";
import { failures } from "../../provider/runs/failures";
import { rowsOfReadme } from "../shared/readmeErrors";

const ALERTS: Alert[] = [
  { id: "a", severity: "CRITICAL", message: "a disk is gone", solution: "replace it", hostName: "node-2" },
];
const DOWN = "2026-01-01T00:00:00Z";

type Failures = typeof failures;
type Details = { [Name in keyof Failures]: Parameters<Failures[Name]> extends [About, ...infer Rest] ? Rest : never };

/** One example of each. A failure without one does not compile. */
const EXAMPLES: Details = {
  alertsUnreadable: [],
  alertsStay: ["east", ALERTS, 300_000],
  rebootUnprepared: [],
  noteUnwritable: [],
  sessionOver: ["in use"],
  hostDark: ["CONNECTING"],
  rebootRefused: [],
  rebootBrokenOff: [],
  rebootUnseen: [DOWN, 600_000, undefined],
  rebootFailed: ["no luck"],
  notBack: ["CONNECTING", DOWN, "no luck"],
  notHealthy: ["CONNECTED_WARNING", DOWN, undefined],
};

const ABOUT: About = { verb: "create", host: "node-1", taskId: "task-1", cause: new Error("HTTP 503") };
const NAMES = Object.keys(failures) as (keyof Failures)[];
const ROWS = rowsOfReadme("Of the gate and the reboot", '"initialization failed" is');

function failureOf(name: keyof Failures): LifecycleError {
  return (failures[name] as (...all: unknown[]) => LifecycleError)(ABOUT, ...EXAMPLES[name]);
}

describe.each(NAMES)("the failure %s", (name) => {
  it("names the host, the phase, the task and the cause, and a command that can help", () => {
    const { message } = failureOf(name);
    expect(message).toMatch(/^host node-1, (gate|reboot), task task-1: /);
    expect(message).toContain(": HTTP 503. Next: ");
    expect(message.slice(message.indexOf("Next: "))).toMatch(/pulumi (up|destroy)/);
    expect(message).not.toMatch(/undefined|\{command\}|mend|be it/);
  });

  it("says that nothing was changed if it is of the gate, before which nothing is", () => {
    const { failure, message } = failureOf(name);
    expect(message.includes("; nothing was changed")).toBe(failure.phase === "gate");
  });

  it("is in the README's table, in its own words", () => {
    const { message } = failureOf(name);
    expect(ROWS.some((quotes) => quotes.some((quote) => message.includes(quote)))).toBe(true);
  });
});

it("each row of the README's table quotes a failure", () => {
  const messages = NAMES.map((name) => failureOf(name).message);
  const isQuoted = (quote: string) => messages.some((text) => text.includes(quote));
  expect(ROWS).toHaveLength(6);
  expect(ROWS.filter((quotes) => !quotes.every(isQuoted))).toEqual([]);
});

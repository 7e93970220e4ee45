import { describe, expect, it } from "vitest";
import type { Alert } from "../../provider/cloudtower";
import type { About, LifecycleError } from "../../provider/lifecycle";
import { hostFailures } from "../../provider/runs/hostFailures";
import type { RunRecord } from "../../provider/runs/record";
import { runFailures } from "../../provider/runs/runFailures";
import { rowsOfReadme } from "../shared/readmeErrors";

const ALERTS: Alert[] = [
  { id: "a", severity: "CRITICAL", message: "a disk is gone", solution: "replace it", hostName: "node-2" },
];
const DOWN = "2026-01-01T00:00:00Z";
const BEGUN = { name: "run-1", at: DOWN, machine: "build-7" };

const failures = { ...hostFailures, ...runFailures };
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
  commandFailed: ["run", "./flash.sh", "exit code 3", "in maintenance"],
  unlessFailed: ["./is-flashed.sh", "exit code 127"],
  interrupted: ["./flash.sh", BEGUN, DOWN],
  mayStillRun: ["./flash.sh", BEGUN, DOWN],
  endedTwice: [],
  anotherSession: ["job b, since c"],
  hostUnreadable: [],
  notDone: ["running", "urn:pulumi:dev::fleet::type::bios"],
  notesOfAnotherHost: [{ hostId: "h-1", hostName: "node-2", phase: "running" } as RunRecord, "/journal/run.notes.json"],
  notesUnreadable: [],
  notesUnwritable: [],
  commandNotStarted: ["run"],
};

const ABOUT: About = { verb: "create", host: "node-1", taskId: "task-1", cause: new Error("HTTP 503") };
const NAMES = Object.keys(failures) as (keyof Failures)[];
const ROWS = rowsOfReadme("Of a `HostMaintenanceRun`", '"initialization failed" is');

function failureOf(name: keyof Failures): LifecycleError {
  return (failures[name] as (...all: unknown[]) => LifecycleError)(ABOUT, ...EXAMPLES[name]);
}

describe.each(NAMES)("the failure %s", (name) => {
  it("names the host, the phase, the task and the cause, and a command that can help", () => {
    const { message } = failureOf(name);
    expect(message).toMatch(/^host node-1, (observe|gate|run|reboot|verify|exit), task task-1: /);
    expect(message).toContain(": HTTP 503. Next: ");
    expect(message.slice(message.indexOf("Next: "))).toMatch(/pulumi (up|destroy)/);
    expect(message).not.toMatch(/undefined|\{command\}|mend|be it/);
  });

  it("says that nothing was changed if that is so, and always of the gate, before which nothing is", () => {
    const { failure, message } = failureOf(name);
    expect(message.includes("; nothing was changed")).toBe(failure.isUnchanged);
    if (failure.phase === "gate") expect(failure.isUnchanged).toBe(true);
  });

  it("is in the README's table, in its own words", () => {
    const { message } = failureOf(name);
    expect(ROWS.some((quotes) => quotes.some((quote) => message.includes(quote)))).toBe(true);
  });
});

it("each row of the README's table quotes a failure", () => {
  const messages = NAMES.map((name) => failureOf(name).message);
  const isQuoted = (quote: string) => messages.some((text) => text.includes(quote));
  expect(ROWS.length).toBeGreaterThan(6);
  expect(ROWS.filter((quotes) => !quotes.every(isQuoted))).toEqual([]);
});

import { timeOf } from "../../../clock";
import type { Report, VmReport } from "./view";
import { isGone } from "./vmWords";

/** What a VM was for a while, as far as the receipt tells. */
export type Kind = "here" | "moving" | "away" | "off" | "off before" | "gone" | "unknown";

/** So that what is true at the end is seen, too. */
const AFTERWARDS = 0.03;

/** From, to (both in milliseconds since the epoch), and what the VM was. */
export type Span = readonly [number, number, Kind];

/** What the time line covers, in milliseconds since the epoch. */
export interface Axis {
  from: number;
  to: number;
  enteredAt: number;
  /** When the exit began and ended; the end of the axis where that is not known. */
  exitBeganAt: number;
  leftAt: number;
}

/** Undefined: the receipt lacks the times. */
export function axisOf(report: Report): Axis | undefined {
  const at = (time: string | null) => (time === null ? Number.NaN : Date.parse(time));
  const [submitted, entered, left] = [at(report.submittedAt), at(report.enteredAt), at(report.leftAt)];
  const from = Number.isNaN(submitted) ? entered : submitted;
  const over = at(report.entryOverAt);
  const known = [entered, over, left, at(report.writtenAt), ...report.vms.map((vm) => at(vm.powerBackAt))];
  const last = Math.max(...known.filter((time) => !Number.isNaN(time)));
  if (Number.isNaN(from) || !(last > from)) return undefined;
  const to = last + (last - from) * AFTERWARDS;
  const or = (time: number, otherwise: number) => (Number.isNaN(time) ? otherwise : time);
  const leftAt = or(left, to);
  // Without the time of an entry, as after one that failed, where VMs were is only known at the end.
  return {
    from,
    to,
    enteredAt: or(over, or(entered, leftAt)),
    exitBeganAt: or(at(report.exitBeganAt), leftAt),
    leftAt,
  };
}

/** What a VM was from the beginning of the axis to its end. When exactly it moved is not known: during the entry, or the exit. */
export function spansOf(vm: VmReport, axis: Axis, report: Report): Span[] {
  const { powerBefore, power } = vm;
  const wasOff = powerBefore !== null && powerBefore !== "RUNNING" && power !== "RUNNING";
  const spans = placesOf(vm, axis, report).map(([start, end, kind]): Span => {
    // It moved without power, and lost none.
    return [start, end, wasOff && ["here", "moving", "away"].includes(kind) ? "off before" : kind];
  });
  if (!isGone(vm, report.ending)) return spans;
  // Since when is not known. At the end it was not there.
  const until = Math.max(axis.leftAt, axis.to - (axis.to - axis.from) * AFTERWARDS);
  const seen = spans.map(([start, end, kind]): Span => [Math.min(start, until), Math.min(end, until), kind]);
  return [...seen, [until, axis.to, "gone"]];
}

function placesOf(vm: VmReport, axis: Axis, report: Report): Span[] {
  const { from, to, enteredAt, exitBeganAt, leftAt } = axis;
  const end: Kind = vm.host === null ? "unknown" : vm.host === report.host.name ? "here" : "away";
  const off = timeOf(vm.powerLostAt);
  const on = timeOf(vm.powerBackAt);
  const stopped = timeOf(vm.stoppedBySomebodyAt);
  if (vm.did === "not touched") return upTo(stopped, [[from, to, end]], to);
  if (!Number.isNaN(off)) {
    const lost: Span[] = [
      [from, off, "here"],
      [off, Number.isNaN(on) ? to : on, "off"],
    ];
    if (!Number.isNaN(on)) return [...lost, [on, to, end]];
    if (vm.power !== null && vm.power !== "RUNNING" && Number.isNaN(stopped)) return lost;
    // It ran in the meantime, or is gone. It was off when the entry was over.
    const seen = Math.max(off, enteredAt);
    return upTo(
      stopped,
      [
        [from, off, "here"],
        [off, seen, "off"],
        [seen, to, "unknown"],
      ],
      to,
    );
  }
  if (vm.did === null || vm.did === "shut down") return [[from, to, "unknown"]];
  const isBack = end === "here";
  const moved: Span[] = [
    [from, enteredAt, "moving"],
    [enteredAt, isBack ? exitBeganAt : leftAt, end === "unknown" ? end : "away"],
    ...(isBack ? ([[exitBeganAt, leftAt, "moving"]] as const) : []),
    [leftAt, to, end],
  ];
  return upTo(stopped, moved, to);
}

/** Without power from then on. */
function upTo(stopped: number, spans: readonly Span[], to: number): Span[] {
  if (Number.isNaN(stopped)) return [...spans];
  const before = spans.map(([start, end, kind]): Span => [start, Math.min(end, stopped), kind]);
  return [...before, [stopped, to, "off"]];
}

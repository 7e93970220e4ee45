import { asName } from "../../../text/foreign";
import { secondOf } from "../time";
import { html, type Markup } from "./markup";
import { type Axis, axisOf, type Kind, spansOf } from "./spans";
import type { Report, VmReport } from "./view";
import { inOrder, isGone, nameOf } from "./vmWords";

const [NAMES, WIDTH, ROW, HEAD] = [170, 900, 22, 34];
const LONGEST_NAME = 24;
/** Marks nearer than this would cover each other. */
const LEAST_GAP = 18;

const MEANINGS: Record<Kind, string> = {
  here: "on its host",
  moving: "on the move, or not yet",
  away: "on another host",
  off: "without power",
  "off before": "off, as before",
  gone: "not shown any more",
  unknown: "not known",
};

/** The VMs over time, as a picture; undefined if the receipt lacks the times. */
export function timeline(report: Report): Markup | undefined {
  const axis = axisOf(report);
  if (!axis || report.vms.length === 0) return undefined;
  const vms = inOrder(report.vms);
  const height = HEAD + vms.length * ROW + 4;
  const label = `The VMs of ${asName(report.host.name)} over time; the table has the same in words`;
  return html`<figure>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="ground"/><line x1="0" y1="0" x2="0" y2="6" class="stripe"/></pattern></defs>
${vms.map((vm, index) => rowOf(vm, HEAD + index * ROW, axis, report))}
${marks(report, axis, height)}
</svg>
<figcaption>${legend(report)}</figcaption>
</figure>`;
}

function rowOf(vm: VmReport, top: number, axis: Axis, report: Report): Markup {
  const name = nameOf(vm);
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  const state = isGone(vm, report.ending) ? " (gone)" : vm.outcome === "restored" ? "" : ` (${vm.outcome})`;
  const bars = spansOf(vm, axis, report).flatMap(([start, end, kind]) => {
    const [from, to] = [x(start, axis), x(end, axis)];
    const title = `${name}: ${MEANINGS[kind]}, ${secondOf(iso(start))} to ${secondOf(iso(end))}`;
    if (to <= from) return [];
    return [
      html`<rect x="${from}" y="${top + 4}" width="${round(to - from)}" height="${ROW - 8}" class="${classOf(kind)}"><title>${title}</title></rect>`,
    ];
  });
  return html`<g><text x="${NAMES - 8}" y="${top + 15}" text-anchor="end">${short}${state}<title>${name}</title></text>
${bars}</g>
`;
}

function eventsOf({ submittedAt, enteredAt, entryOverAt, exitBeganAt, leftAt, writtenAt }: Report): [string, string][] {
  const named: [string | null, string][] = [
    [submittedAt, "asked to enter"],
    [enteredAt, "entry began"],
    [entryOverAt, "entry over"],
    [exitBeganAt, "exit began"],
    [leftAt, "out of maintenance"],
    [writtenAt, "receipt written"],
  ];
  return named.flatMap(([time, what]) => (time === null ? [] : [[time, what] as [string, string]]));
}

/** A numbered line at each event. */
function marks(report: Report, axis: Axis, height: number): Markup[] {
  const places = eventsOf(report).map(([time]) => x(Date.parse(time), axis));
  const numbers = apart(places);
  return places.map((at, index) => {
    const number = numbers[index] ?? at;
    return html`<g><line x1="${at}" y1="${HEAD - 6}" x2="${at}" y2="${height}" class="mark"/><line x1="${number}" y1="18" x2="${at}" y2="${HEAD - 6}" class="mark"/><text x="${number}" y="14" text-anchor="middle">${index + 1}</text></g>
`;
  });
}

/** The places for the numbers, in order and beside each other: first pushed to the right, then back into the picture. */
function apart(places: readonly number[]): number[] {
  const pushed: number[] = [];
  for (const place of places) pushed.push(Math.max(place, (pushed.at(-1) ?? Number.NEGATIVE_INFINITY) + LEAST_GAP));
  const most = (index: number) => WIDTH - 6 - (places.length - 1 - index) * LEAST_GAP;
  return pushed.map((place, index) => Math.min(place, most(index)));
}

function legend(report: Report): Markup[] {
  const kinds = (Object.keys(MEANINGS) as Kind[]).map(
    (kind) =>
      html`<span class="key"><svg width="18" height="12" aria-hidden="true"><rect width="18" height="12" class="${classOf(kind)}"/></svg> ${MEANINGS[kind]}</span> `,
  );
  const events = eventsOf(report).map(
    ([time, what], index) => html`<span class="key"><b>${index + 1}</b> ${what} ${secondOf(time)}</span> `,
  );
  return [html`<p>${kinds}</p>`, html`<p>${events}</p>`];
}

function classOf(kind: Kind): string {
  return kind.replace(" ", "-");
}

function x(time: number, { from, to }: Axis): number {
  const part = Math.min(1, Math.max(0, (time - from) / (to - from)));
  return round(NAMES + part * (WIDTH - NAMES - 10));
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

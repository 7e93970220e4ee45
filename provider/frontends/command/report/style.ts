import { Markup } from "./markup";

/** Kinds differ in lightness and pattern as well, for paper and for people who see colours otherwise. */
export const STYLE = new Markup(`
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --faint: #595959; --line: #c8c8c8;
  --here: #2f7d4f; --moving: #a9d3b8; --away: #7ba7d9; --off: #b3261e; --stripe: #fff; --unknown: #d9d9d9; --warn: #fff4e0; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181b; --faint: #a8a8a8; --line: #45494e;
    --here: #4fae78; --moving: #2d5a40; --away: #3f6fa8; --off: #e5685f; --stripe: #16181b; --unknown: #4a4d52; --warn: #3a2d14; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 1.8rem; }
h1, .summary, dd, li { overflow-wrap: anywhere; }
.wide { overflow-x: auto; } td { overflow-wrap: break-word; } td:first-child { overflow-wrap: anywhere; min-width: 7em; }
.summary { font-size: 1.1rem; }
.attention { background: var(--warn); border-left: 4px solid var(--off); padding: .1rem 1rem .5rem; }
.attention h2 { margin-top: .6rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: .92em; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .35rem .6rem .35rem 0; }
figure { margin: 0; } svg { max-width: 100%; vertical-align: middle; } figure > svg { width: 100%; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.key { white-space: nowrap; margin-right: 1rem; } figcaption p { margin: .3rem 0; }
small { color: var(--faint); display: block; font-size: .78em; } .note, figcaption { color: var(--faint); font-size: .88em; }
.here { fill: var(--here); } .moving { fill: var(--moving); } .away { fill: var(--away); } .unknown { fill: var(--unknown); }
.ground { fill: var(--off); } .stripe { stroke: var(--stripe); stroke-width: 2; } .off { fill: url(#hatch); }
.off-before { fill: var(--paper); stroke: var(--faint); } .gone { fill: none; stroke: var(--off); stroke-dasharray: 3 2; }
.mark { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 2 2; }
@media print { body { margin: 0; font-size: 11px; } section, figure, tr { break-inside: avoid; } h2 { break-after: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`);

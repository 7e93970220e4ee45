import { html } from "./markup";
import { STYLE } from "./style";
import { timeline } from "./timeline";
import type { Report } from "./view";
import { COLUMNS } from "./vmWords";
import { inWords } from "./words";

/** The report as one file: nothing is loaded, and nothing runs. */
export function asHtml(report: Report): string {
  const { title, summary, facts, notBack, rows, notes } = inWords(report);
  const picture = timeline(report);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p class="summary">${summary.join(" ")}</p>
${notBack.length > 0 ? html`<section class="attention"><h2>Not as before</h2><ul>${notBack.map(([name, why]) => html`<li><b>${name}</b> ${why}</li>\n`)}</ul></section>` : ""}
<h2>Session</h2>
<dl>${facts.map(([label, text]) => html`<dt>${label}</dt><dd>${text}</dd>\n`)}</dl>
<h2>The VMs over time</h2>
${picture ?? html`<p>There is no picture: the receipt lacks the times, or the session concerned no VM.</p>`}
<h2>VMs</h2>
<div class="wide"><table>
<thead><tr>${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(({ name, uuid, cells }) => html`<tr><td><b>${name}</b> <small>${uuid}</small></td>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
${notes.map((note) => html`<p class="note">${note}</p>\n`)}
</body>
</html>`;
  return page.text;
}

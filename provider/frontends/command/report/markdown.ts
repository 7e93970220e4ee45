import { markdown } from "./markup";
import { COLUMNS, type VmRow } from "./vmWords";
import type { Words } from "./words";

/** The report for a ticket that takes Markdown. */
export function asMarkdown({ title, summary, facts, notBack, rows, notes }: Words): string {
  const parts = [
    `# ${markdown(title)}`,
    markdown(summary.join(" ")),
    ...(notBack.length > 0 ? ["## Not as before", listed(notBack)] : []),
    "## Session",
    listed(facts),
    ...(rows.length > 0 ? ["## VMs", table([COLUMNS, COLUMNS.map(() => "---"), ...rows.map(cellsOf)])] : []),
    notes.map((note) => markdown(note)).join(" "),
  ];
  return parts.join("\n\n");
}

function listed(pairs: Words["facts"]): string {
  return pairs.map(([label, text]) => `- **${markdown(label)}**: ${markdown(text)}`).join("\n");
}

/** The JSON has every UUID. */
function cellsOf({ name, uuid, isUnique, cells }: VmRow): string[] {
  return [uuid && !isUnique ? `${name} (${uuid})` : name, ...cells].map(markdown);
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

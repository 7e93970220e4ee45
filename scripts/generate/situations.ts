import { ARGUMENTS, STEPS, TABLE } from "../../provider/lifecycle/situation/table.js";

const COMMANDS = {
  create: "`up` of a new resource",
  update: "`up`",
  read: "`refresh`",
  delete: "`destroy`",
} as const;

type Verb = keyof typeof COMMANDS;
type Cell = (typeof TABLE)[keyof typeof TABLE][Verb];

/** `docs/situations.md`, from the lifecycle's own table. */
export function situations(): string {
  const verbs = Object.keys(COMMANDS) as Verb[];
  const rows = Object.entries(TABLE).map(([name, row]) => [
    `**${name}**: ${row.means}`,
    ...verbs.map((verb) => cell(row[verb])),
  ]);
  return `${[
    "# What each command does in each situation",
    "Written by `npm run generate` from `provider/lifecycle/situation/table.ts`. The situation is read from the evidence in `situate.ts`, beside it.",
    table(["Situation", ...verbs.map((verb) => COMMANDS[verb])], rows),
    table(
      ["Step", ""],
      Object.entries(STEPS).map(([step, text]) => [step, text]),
    ),
  ].join("\n\n")}\n`;
}

function cell(given: Cell): string {
  return typeof given === "string" ? given : `${given.else}; with ${ARGUMENTS[given.if]}: ${given.step}`;
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

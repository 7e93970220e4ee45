import { laidOut } from "../layout";
import type { Finding, Level } from "./finding";

const SHOWN: Record<Level, string> = { ok: "ok", warning: "warning", problem: "PROBLEM", "not known": "not known" };

/** How many findings are not well. */
export function counts(found: readonly Finding[]) {
  const of = (level: Level) => found.filter((finding) => finding.level === level).length;
  return { problems: of("problem"), warnings: of("warning"), notKnown: of("not known") };
}

/** The findings as a table for people, with a line that sums them up. */
export async function asText(found: readonly Finding[], width: number): Promise<string> {
  const lines = found.map(({ level, topic, text, remedy }) => [
    SHOWN[level],
    topic,
    remedy === undefined ? text : `${text}\n→ ${remedy}`,
  ]);
  const { problems, warnings, notKnown } = counts(found);
  const some = (count: number, word: string) => (count === 1 ? `1 ${word}` : `${count} ${word}s`);
  const parts = [
    problems === 0 ? "No problem" : some(problems, "problem"),
    ...(warnings === 0 ? [] : [some(warnings, "warning")]),
    ...(notKnown === 0 ? [] : [`${notKnown} not known`]),
  ];
  return `${await laidOut(width, [lines])}\n\n${parts.join(", ")}. Nothing was changed.`;
}

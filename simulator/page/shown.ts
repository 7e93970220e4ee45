/** Longer names are cut: somebody may have set one of megabytes, which would go to the page at each change. */
const longest = 120;

/**
 * A name as the page shows it. The page itself treats every name as text, never as markup. What cannot be seen, and what would turn
 * the text around it, becomes a visible sign: two names that differ look different.
 */
export function shown(name: string): string {
  const visible = name.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu, "\ufffd");
  const letters = [...visible.slice(0, 2 * longest)];
  const text = letters.length > longest ? `${letters.slice(0, longest).join("")}…` : letters.join("");
  return text.trim() === "" ? "(no name)" : text;
}

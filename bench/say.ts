/** Prints progress to stderr, because stdout is for the table. */
export function say(line: string): void {
  const at = new Date().toISOString().slice(11, 19);
  process.stderr.write(`${at} ${line}\n`);
}

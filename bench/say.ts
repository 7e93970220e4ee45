/** Progress is for people: on stderr, so that stdout is the table alone. */
export function say(line: string): void {
  const at = new Date().toISOString().slice(11, 19);
  process.stderr.write(`${at} ${line}\n`);
}

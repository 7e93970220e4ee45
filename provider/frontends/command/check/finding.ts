/**
 * - `ok`: looked at and well.
 * - `warning`: works, and somebody should know.
 * - `problem`: an entry or exit would fail, or may.
 * - `not known`: it could not be looked at.
 */
export type Level = "ok" | "warning" | "problem" | "not known";

/** One thing that was looked at. */
export interface Finding {
  level: Level;
  /** For example "login". */
  topic: string;
  text: string;
  /** What to do about it. Absent if the text says so itself, or there is nothing to do. */
  remedy?: string;
}

type Said = (topic: string, text: string, remedy?: string) => Finding;

function at(level: Level): Said {
  return (topic, text, remedy) => ({ level, topic, text, ...(remedy === undefined ? {} : { remedy }) });
}

export const ok = at("ok");
export const warning = at("warning");
export const problem = at("problem");
export const notKnown = at("not known");

import type { Tell } from "../../connect";
import type { Progress } from "../../lifecycle";
import { forPeople } from "../../text/foreign";

/**
 * Progress through the provider process: Pulumi shows stdout as info, and stderr as info with a mark. Transient statuses are
 * dropped, and control characters in names are removed.
 */
export const processProgress: Progress = {
  line: (text) => console.log(forPeople(text)),
  warn: (text) => console.error(`warning: ${forPeople(text)}`),
  status: () => undefined,
};

/** The same for what is told of the connection. */
export const processTell: Tell = {
  warn: processProgress.warn,
  info: processProgress.line,
  debug: (line) => console.error(`cloudtower: ${forPeople(line)}`),
};

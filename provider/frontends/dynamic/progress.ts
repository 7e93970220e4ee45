import type { Tell } from "../../connect";
import type { Progress } from "../../lifecycle";
import { forPeople } from "../../text/foreign";

/**
 * Progress by way of the provider process: stdout shows as info, stderr as info with a mark. Passing statuses are dropped,
 * and so is what in a name would steer the terminal.
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

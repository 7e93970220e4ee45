import { inOneLine } from "../../cloudtower";
import type { Progress } from "../../lifecycle";

/**
 * Progress by way of the provider process: stdout shows as info, stderr as info with a mark. Passing statuses are dropped,
 * and so is what in a name would steer the terminal.
 */
export const processProgress: Progress = {
  line: (text) => console.log(inOneLine(text)),
  warn: (text) => console.error(`warning: ${inOneLine(text)}`),
  status: () => undefined,
};

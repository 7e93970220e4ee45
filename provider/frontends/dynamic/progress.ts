import { inOneLine } from "../../cloudtower";
import type { Progress } from "../../lifecycle";

/**
 * Progress through the provider process: Pulumi shows stdout as info, and stderr as info with a mark. Transient statuses are
 * dropped, and control characters in names are removed.
 */
export const processProgress: Progress = {
  line: (text) => console.log(inOneLine(text)),
  warn: (text) => console.error(`warning: ${inOneLine(text)}`),
  status: () => undefined,
};

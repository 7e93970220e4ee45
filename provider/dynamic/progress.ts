import type { Progress } from "../lifecycle";

/** Progress by way of the provider process: stdout shows as info, stderr as info with a mark. Passing statuses are dropped. */
export const processProgress: Progress = {
  line: (text) => console.log(text),
  warn: (text) => console.error(`warning: ${text}`),
  status: () => undefined,
};

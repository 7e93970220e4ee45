import { join } from "node:path";
import { execaNode } from "execa";

/** What such a process sends: how far it is, and in the end its result. */
export type Message<Result> = { done: number; of?: number } | { result: Result };

/**
 * Runs a part of the work in a process of its own, because it fills a core.
 * @param script its main file, from here
 */
export async function inProcess<Result>(
  script: string,
  args: readonly string[],
  onDone: (done: number, of: number | undefined) => void,
): Promise<Result> {
  const child = execaNode(join(import.meta.dirname, script), args, {
    nodeOptions: ["--import", "tsx", "--max-semi-space-size=64"],
    ipc: true,
    stdio: ["ignore", 2, "inherit"],
  });
  let end: { result: Result } | undefined;
  for await (const message of child.getEachMessage()) {
    const news = message as Message<Result>;
    if ("result" in news) end = news;
    else onDone(news.done, news.of);
  }
  await child;
  if (!end) throw new Error(`${script} ended without a result`);
  return end.result;
}

/** What several processes have counted, together. */
export function sums(all: readonly Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const counts of all)
    for (const [what, count] of Object.entries(counts)) total[what] = (total[what] ?? 0) + count;
  return total;
}

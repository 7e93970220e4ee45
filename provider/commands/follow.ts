import { Changes } from "./changes";
import { FewLines } from "./fewLines";
import { OutputReader } from "./outputReader";
import { type Ended, type Lost, look, startIn } from "./state";

/**
 * Follows a command that this process or an earlier one has started. Calls `onLine` with each line as it comes, safe to print; if
 * there are more than some twenty a second, only with the latest. Resolves at the end.
 * @throws the signal's reason if it is aborted; the command goes on
 */
export async function followCommand(
  directory: string,
  options: { signal: AbortSignal; onLine: (line: string) => void },
): Promise<Ended | Lost> {
  const { signal, onLine } = options;
  const start = await startIn(directory);
  if (!start) throw new Error(`no command was started with ${directory}`);
  const output = new OutputReader(directory);
  const lines = new FewLines(onLine);
  const changes = new Changes(directory);
  try {
    for (;;) {
      // Before the output is read, so that nothing of it is missed at the end.
      const { state, end } = await look(directory, start);
      for await (const piece of output.news(end?.tail)) {
        signal.throwIfAborted();
        lines.add(piece);
      }
      if (state.is !== "running") {
        lines.end();
        return state;
      }
      lines.tick();
      await changes.next(signal);
    }
  } finally {
    changes.close();
  }
}

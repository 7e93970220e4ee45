import { FileStore, journalDirectory, readJournal } from "../../../journal";
import { messageOf } from "../../../lifecycle";
import { barredFrom } from "../journal";
import { type Finding, ok, problem, warning } from "./finding";

const TOPIC = "journal";

/** Can the journal be written, and is all of it believed? Nothing is written. @param setting of the journal's directory */
export async function journalFindings(setting: string | undefined): Promise<Finding[]> {
  const directory = await journalDirectory(setting);
  if (directory === undefined) {
    return [
      warning(
        TOPIC,
        "off: if Pulumi is killed during an entry, only CloudTower can tell what it has begun",
        "Remove cloudtower:journalDir (CLOUDTOWER_JOURNAL_DIR), or set it to a directory",
      ),
    ];
  }
  const reason = await barredFrom(directory);
  if (reason !== undefined) {
    const remedy =
      "For runs as this user, set cloudtower:journalDir (CLOUDTOWER_JOURNAL_DIR) to a directory of its own";
    return [problem(TOPIC, `${directory} cannot be used: ${reason}`, remedy)];
  }
  const writable = await new FileStore(directory, "").mustBeWritable().then(
    () => undefined,
    (error: unknown) => messageOf(error),
  );
  if (writable !== undefined) return [problem(TOPIC, writable)];
  const { problems } = await readJournal(directory);
  if (problems.length > 0) return problems.map((text) => problem(TOPIC, text));
  return [ok(TOPIC, `${directory} can be written, and belongs to this user alone`)];
}

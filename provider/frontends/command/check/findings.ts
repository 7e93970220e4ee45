import { connect } from "../../../connect";
import { plainSecretProblem, readJournalSetting, SettingsError } from "../../../settings";
import { originsOf } from "../origins";
import { type CommandSources, type SettingsOptions, sourcesOf } from "../settings";
import type { Surroundings } from "../surroundings";
import { type Finding, notKnown, ok, problem, warning } from "./finding";
import { journalFindings } from "./journal";
import { towerFindings } from "./tower";
import { versionFindings } from "./versions";

export interface CheckOptions extends SettingsOptions {
  cluster?: string;
}

/** Looks at everything that can be looked at. What is wrong in one place keeps it from no other that does not need it. */
export async function findings(options: CheckOptions, surroundings: Surroundings): Promise<Finding[]> {
  const versions = versionFindings(surroundings);
  const given = await orProblems(() => sourcesOf(options, surroundings));
  if ("problems" in given) return [...given.problems, ...(await versions)];
  return [
    ...(await settingsAndTower(options, given.value, surroundings)),
    ...(await journalOf(given.value)),
    ...(await versions),
  ];
}

async function settingsAndTower(
  options: CheckOptions,
  given: CommandSources,
  { output }: Surroundings,
): Promise<Finding[]> {
  const { sources, isSecret, given: origins } = given;
  const plain = await orProblems(async () => plainSecretProblem(sources, isSecret));
  const found = "problems" in plain ? [] : plain.value === undefined ? [] : [problem("settings", plain.value)];
  const warnings: string[] = [];
  const debug = (line: string) => output.note(`cloudtower: ${line}`);
  const tell = { warn: (text: string) => void warnings.push(text), info: () => undefined, debug };
  const connected = await orProblems(async () => connect(sources, options.connection, tell));
  if ("problems" in connected) {
    return [
      ...found,
      ...connected.problems,
      notKnown("CloudTower", "not asked, because the settings are not complete"),
    ];
  }
  const { cloudTower, settings } = connected.value;
  const { credentials, servers } = settings.connection;
  const who = "token" in credentials ? "with a token" : `as user ${credentials.username}`;
  // While it is asked, there may be more to warn of.
  const tower = await towerFindings(cloudTower, settings.connection, options.cluster);
  return [
    ok("settings", `${servers.join(", ")}, ${who}; ${originsOf(settings.connection, origins)}`),
    ...found,
    ...warnings.map((text) => warning(text.startsWith("CLOUDTOWER_DEBUG") ? "debug" : "TLS", text)),
    ...tower,
  ];
}

async function journalOf({ sources }: CommandSources): Promise<Finding[]> {
  const setting = await orProblems(async () => readJournalSetting(sources));
  // It is among the problems of the settings.
  return "problems" in setting ? [] : journalFindings(setting.value);
}

/** The value, or what is wrong with the settings. */
async function orProblems<T>(read: () => Promise<T>): Promise<{ value: T } | { problems: Finding[] }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { problems: error.problems.map(({ text }) => problem("settings", text)) };
  }
}

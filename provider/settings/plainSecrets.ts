import { parseConnections, type SettingsSources, stackLookup } from "./sources";
import { readBoolean } from "./values";

const SECRETS = ["password", "token"] as const;
const CONNECTIONS = "cloudtower:connections";

/**
 * Credentials that are plain text in the stack config. From there they get into the stack's file, every state, its history and its
 * backups. Only the program can tell which values are secret.
 * @param isSecret whether Pulumi keeps the value of a key encrypted
 * @returns what to do about it; undefined if there is none, or if the setting `allowPlainSecrets` accepts it
 */
export function plainSecretProblem(sources: SettingsSources, isSecret: (key: string) => boolean): string | undefined {
  const single = SECRETS.map((name) => `cloudtower:${name}`).filter((key) => sources.config(key) && !isSecret(key));
  const commands = single.map((key) => `pulumi config set --secret ${key}`);
  const paths = isSecret(CONNECTIONS) ? [] : secretPaths(sources.config(CONNECTIONS));
  commands.push(...paths.map((path) => `pulumi config set --secret --path ${path}`));
  if (commands.length === 0 || readBoolean(stackLookup(sources)("allowPlainSecrets"), false)) return undefined;
  const which = [...single, ...paths].join(" and ");
  return `${which} is plain text in the stack config, and would stay so in every state and in Pulumi's history. Run ${commands.join(" and ")}, and change the credential if it was stored or committed in plain text already. If it must be plain, set cloudtower:allowPlainSecrets (CLOUDTOWER_ALLOW_PLAIN_SECRETS) to true`;
}

/** Of entries whose names are none, others tell. */
function secretPaths(connections: string | undefined): string[] {
  let entries: Record<string, unknown>;
  try {
    entries = parseConnections(connections);
  } catch {
    return [];
  }
  return Object.entries(entries).flatMap(([name, entry]) => {
    if (typeof entry !== "object" || entry === null || !/^[\w-]{1,40}$/.test(name)) return [];
    return SECRETS.filter((key) => Object.hasOwn(entry, key)).map((key) => `${CONNECTIONS}.${name}.${key}`);
  });
}

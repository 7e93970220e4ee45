import { CONNECTION_SETTINGS, environmentPrefix, type Settings } from "../../settings";
import { asName } from "../../text/foreign";

type Key = keyof typeof CONNECTION_SETTINGS;

/** What a command was given. */
export interface Given {
  /** Variables that options stand for. */
  options: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string | undefined>>;
  connection?: string | undefined;
  stack?: string | undefined;
}

const OPTIONS: Partial<Record<Key, string>> = {
  ...{ server: "--server", username: "--username", source: "--source" },
  ...{ authConfigId: "--auth-config-id", caCert: "--ca-cert" },
};

/**
 * Where each setting of the connection came from, for a sentence: "password: CLOUDTOWER_PASSWORD; the rest: stack prod". What has its
 * default came from nowhere. The order is the one in which the sources win.
 */
export function originsOf(connection: Settings["connection"], given: Given): string {
  const { options, env, stack } = given;
  const used = usedKeys(connection);
  const apart = used.flatMap((key) => {
    const variable = environmentPrefix(given.connection) + CONNECTION_SETTINGS[key];
    if (options[variable]) return [`${key}: ${OPTIONS[key] ?? variable}`];
    return env[variable] ? [`${key}: ${variable}`] : [];
  });
  if (apart.length === used.length || stack === undefined) return apart.join("; ");
  return [...apart, `${apart.length === 0 ? "all" : "the rest"}: stack ${asName(stack)}`].join("; ");
}

function usedKeys({ credentials, caCert, insecureSkipTlsVerify }: Settings["connection"]): Key[] {
  const user: Key[] = "token" in credentials ? ["token"] : ["username", "password"];
  const directory: Key[] = "token" in credentials || credentials.source === "LOCAL" ? [] : ["source"];
  const id: Key[] = "authConfigId" in credentials ? ["authConfigId"] : [];
  const tls: Key[] = [
    ...(caCert === undefined ? [] : (["caCert"] as const)),
    ...(insecureSkipTlsVerify ? (["insecureSkipTlsVerify"] as const) : []),
  ];
  return ["server", ...user, ...directory, ...id, ...tls];
}

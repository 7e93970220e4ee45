import * as z from "zod";
import { SettingsError } from "../../settings";
import { withoutCredentials } from "../../text/credentials";
import { asName, quoted } from "../../text/foreign";
import { type CliSurroundings, pulumi } from "./pulumiCli";

/** A value of the stack config, decrypted, and whether Pulumi keeps it encrypted. */
export interface ConfigValue {
  value: string;
  isSecret: boolean;
}

/** As `pulumi config --json` prints it: objects as their JSON. */
const configSchema = z.record(
  z.string(),
  z.object({ value: z.string().optional(), secret: z.boolean().default(false) }),
);

const SECRET_VARIABLE = /PASS|TOKEN|SECRET|KEY/i;
const LONGEST_REASON = 500;

/** The config of a stack, by full key. @throws SettingsError if it cannot be read; it says why and never quotes a value */
export async function stackConfig(
  stack: string,
  surroundings: CliSurroundings,
): Promise<ReadonlyMap<string, ConfigValue>> {
  const words = ["config", "--json", "--show-secrets", "--stack", stack];
  const result = await pulumi(words, surroundings);
  const what = `the config of the stack ${asName(stack)} cannot be read`;
  if (result.is === "missing") {
    throw new SettingsError(
      `${what}: there is no pulumi on the PATH. Add it to the PATH, or set CLOUDTOWER_… variables instead of --stack`,
    );
  }
  if (result.is === "failed") {
    throw new SettingsError(
      `${what}: pulumi says ${quoted(reasonIn(result.stderr, surroundings), LONGEST_REASON)}. Run this in the directory of the Pulumi project, logged in to its backend, with the passphrase of the stack if it has one`,
    );
  }
  const parsed = configSchema.safeParse(jsonIn(result.stdout));
  if (!parsed.success) throw new SettingsError(`${what}: pulumi config --json printed something else than its config`);
  return new Map(
    Object.entries(parsed.data).flatMap(([key, { value, secret }]) =>
      value === undefined ? [] : [[key, { value, isSecret: secret }]],
    ),
  );
}

/** What the CLI says on its way out, without the secrets of the environment. */
function reasonIn(stderr: string, { env }: CliSurroundings): string {
  const secrets = Object.entries(env).flatMap(([name, value]) => (value && SECRET_VARIABLE.test(name) ? [value] : []));
  const lines = withoutCredentials(stderr, secrets)
    .split("\n")
    .map((line) => line.trim());
  return lines
    .filter(Boolean)
    .join(" ")
    .replace(/^error: /, "");
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

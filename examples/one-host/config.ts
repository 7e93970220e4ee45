// The config of this program, in the project's own namespace.
import * as pulumi from "@pulumi/pulumi";

const KEYS = ["hostId", "hostName", "cluster", "reason"] as const;

/** What the config says, once every key of it is one that this program reads: a slip would have no effect, unseen. */
export function readConfig(): Partial<Record<(typeof KEYS)[number], string>> {
  const config = new pulumi.Config();
  const own = `${config.name}:`;
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(own));
  const unknown = keys.map((key) => key.slice(own.length)).find((key) => !(KEYS as readonly string[]).includes(key));
  if (unknown !== undefined) {
    const name = JSON.stringify(unknown.slice(0, 60));
    throw new pulumi.RunError(`The config ${name} is none of this project's. ${didYouMean(unknown)}`);
  }
  const values = Object.fromEntries(KEYS.map((key) => [key, config.get(key)]));
  if (!values.hostId === !values.hostName) {
    throw new pulumi.RunError(
      "Say which host: pulumi config set hostId ID, or pulumi config set hostName NAME (and cluster)",
    );
  }
  return values;
}

function didYouMean(unknown: string): string {
  const given = lettersOf(unknown);
  const meant = KEYS.find((key) => given.startsWith(lettersOf(key)) || lettersOf(key).startsWith(given));
  return meant ? `Did you mean ${meant}?` : `There are: ${KEYS.join(", ")}`;
}

function lettersOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, "");
}

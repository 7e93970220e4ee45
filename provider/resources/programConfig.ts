import * as pulumi from "@pulumi/pulumi";
import { plainSecretProblem, SettingsError, type SettingsSources } from "../settings";

/** Settings as a Pulumi program sees them. Secrets are read in plain: they go to CloudTower and nowhere else. */
export const programSources: SettingsSources = {
  env: process.env,
  config: (key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  },
  configKeys: () => Object.keys(pulumi.runtime.allConfig()),
};

/** Pulumi tells programs which values are secret, by a function that its types leave out. */
const { isConfigSecret = () => true } = pulumi.runtime as unknown as { isConfigSecret?: (key: string) => boolean };

/** Why the stack config must not be used as it is. */
export function configProblem(): string | undefined {
  try {
    return plainSecretProblem(programSources, isConfigSecret);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}

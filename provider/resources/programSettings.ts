import * as pulumi from "@pulumi/pulumi";
import { type Connected, connect } from "../connect";
import type { SettingsSources } from "../settings";

/** Settings as a Pulumi program sees them. Secrets are read in plain text. They are sent to CloudTower only. */
const sources: SettingsSources = {
  env: process.env,
  config: (key) => {
    const [namespace, name] = key.split(":") as [string, string];
    return new pulumi.Config(namespace).get(name);
  },
  configKeys: () => Object.keys(pulumi.runtime.allConfig()),
};

/** The client for a connection, in the program. @throws SettingsError */
export function connectFromProgram(connectionName: string | undefined, resource?: pulumi.Resource): Connected {
  return connect(sources, connectionName, {
    warn: (text) => void pulumi.log.warn(text, resource),
    info: (text) => void pulumi.log.info(text, resource),
    debug: (line) => void pulumi.log.info(`cloudtower: ${line}`, resource),
    verbose: (line) => void pulumi.log.debug(`cloudtower: ${line}`, resource),
  });
}

import * as pulumi from "@pulumi/pulumi";
import { type Connected, connect } from "../connect";
import type { SettingsSources } from "../settings";
import { say } from "./say";

/** Settings as a Pulumi program sees them. Secrets are read in plain: they go to CloudTower and nowhere else. */
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
    warn: (text) => void say.warn(text, resource),
    info: (text) => void say.info(text, resource),
    debug: (line) => void say.info(`cloudtower: ${line}`, resource),
    verbose: (line) => void say.debug(`cloudtower: ${line}`, resource),
  });
}

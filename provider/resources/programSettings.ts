import type * as pulumi from "@pulumi/pulumi";
import { type Connected, connect } from "../connect";
import { displayOfProgram } from "../frontends/display";
import { SettingsError } from "../settings";
import { configProblem, programSources } from "./programConfig";
import { say } from "./say";

/** The client for a connection, in the program. @throws SettingsError */
export function connectFromProgram(connectionName: string | undefined, resource?: pulumi.Resource): Connected {
  const problem = configProblem();
  if (problem) throw new SettingsError(problem);
  return connect(programSources, connectionName, {
    warn: (text) => void say.warn(text, resource),
    info: (text) => void say.info(text, resource),
    // The client is shared, so these are not the resource's.
    debug: (line) => void say.info(`cloudtower: ${line}`, undefined, displayOfProgram() === "lines"),
  });
}

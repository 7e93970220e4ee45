import * as pulumi from "@pulumi/pulumi";
import { SECRET } from "./badSettings";

/** Pulumi's options of the resource, the one that the error must name, and words of the fix. */
export type BadOptions = [what: string, options: () => pulumi.CustomResourceOptions, option: string, words: string];

const timeouts = (customTimeouts: Record<string, unknown>) => () => ({ customTimeouts });
const component = () => new pulumi.ComponentResource("test:index:Group", "group");
const ENDLESS = "9".repeat(100_000);

export const BAD_OPTIONS: readonly BadOptions[] = [
  ["an import", () => ({ import: "h" }), "import", 'set ifAlreadyInMaintenance: "adopt"'],
  ["an empty import", () => ({ import: "" }), "import", 'set ifAlreadyInMaintenance: "adopt"'],
  ["an id to read", () => ({ id: "h" }), "id", 'set ifAlreadyInMaintenance: "adopt"'],
  ["a secret id", () => ({ id: pulumi.secret(SECRET) }), "id", "Pulumi cannot import dynamic resources"],
  ["a resource to go with", () => ({ deletedWith: component() }), "deletedWith", "would stay in maintenance"],
  ["a time of words", timeouts({ create: "2 hours" }), "customTimeouts.create", 'not "2 hours"'],
  ["a time without unit", timeouts({ create: "7200" }), "customTimeouts.create", 'a duration such as "90s"'],
  ["a time in days", timeouts({ create: "1d" }), "customTimeouts.create", 'a duration such as "90s"'],
  ["a time of zero", timeouts({ update: "0s" }), "customTimeouts.update", "above zero"],
  ["a time below zero", timeouts({ update: "-1h" }), "customTimeouts.update", "above zero"],
  ["a time of eight days", timeouts({ delete: "192h" }), "customTimeouts.delete", "at most 168 hours"],
  ["a number", timeouts({ delete: 7_200 }), "customTimeouts.delete", "not 7200"],
  ["credentials for a time", timeouts({ delete: { password: SECRET } }), "customTimeouts.delete", "not an object"],
  ["a time without end", timeouts({ create: `${ENDLESS}h` }), "customTimeouts.create", 'not "999'],
  ["a time that steers the terminal", timeouts({ create: "\u001b[2J" }), "customTimeouts.create", 'not "\\u001b[2J"'],
];

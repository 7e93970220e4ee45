import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type FullScenario, type Scenario, scenarioSchema } from "./schema";

const shipped = join(__dirname, "..", "scenarios");

/** A scenario that cannot be used; the message names the field. */
export class ScenarioError extends Error {}

/** The names of the scenarios that ship with the simulator. */
export function scenarioNames(): string[] {
  return readdirSync(shipped)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

/** @param scenario the name of a shipped scenario, the path of a YAML file, or an object */
export function loadScenario(scenario: string | Scenario): FullScenario {
  if (typeof scenario !== "string") return validated(scenario, "The scenario");
  const own = join(shipped, `${scenario}.yaml`);
  const file = existsSync(own) ? own : scenario;
  if (!existsSync(file)) {
    throw new ScenarioError(`Scenario "${scenario}" is neither a file nor one of ${scenarioNames().join(", ")}.`);
  }
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ScenarioError(`Scenario ${scenario} is not YAML: ${(error as Error).message}`);
  }
  return validated(content, `Scenario ${scenario}`);
}

function validated(content: unknown, what: string): FullScenario {
  const result = scenarioSchema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`);
  throw new ScenarioError(`${what} is not valid: ${problems.join("; ")}`);
}

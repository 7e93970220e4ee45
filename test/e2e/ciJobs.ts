// Jobs of a CI pipeline as shell scripts. What only a CI server can do (checkout, set-up, approval) is left out.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export interface Job {
  script: string;
  env: Record<string, string>;
}

const CI = join(__dirname, "..", "..", "examples", "ci");
const read = (file: string) => parse(readFileSync(join(CI, file), "utf8"));

/**
 * A job of examples/ci's workflow of GitHub.
 * @param values of expressions such as `secrets.NAME` and `matrix.stack`
 */
export function gitHubJob(name: string, values: Record<string, string>): Job {
  const workflow = read(".github/workflows/maintenance.yml");
  const job = workflow.jobs[name];
  const steps: { run?: string }[] = job.steps;
  const filled = (text: string) =>
    text.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, expression: string) => {
      const value = values[expression];
      if (value === undefined) throw new Error(`the test has no value of ${expression}`);
      return value;
    });
  const env: Record<string, string> = { ...workflow.env, ...job.env };
  return {
    script: filled(steps.flatMap(({ run }) => run ?? []).join("\n")),
    env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)])),
  };
}

/** A job of examples/ci's pipeline of GitLab. @param variables set in the project, or by the job's matrix */
export function gitLabJob(name: string, variables: Record<string, string>): Job {
  const pipeline = read(".gitlab-ci.yml");
  const job = pipeline[name];
  return {
    script: [...pipeline.default.before_script, ...job.script].join("\n"),
    env: { ...pipeline.variables, ...job.variables, ...variables },
  };
}

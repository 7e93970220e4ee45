import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import manifest from "../../../package.json" with { type: "json" };
import { projectEnvironment } from "../../../scripts/engine/environment.js";
import { ownDirectory } from "../../../scripts/engine/ownDirectory.js";
import { type CliResult, type RunningCli, startCli } from "./cli.js";
import { copyInstalled, textBelow } from "./files.js";
import { type E2eSetup, STACK } from "./install.js";
import { type Language, PROJECT_NAME, programFile, projectFiles } from "./programFiles.js";
import type { ExportedStack, StackResource } from "./stack.js";

export interface ProjectOptions {
  /** Text of the program; `setProgram` changes it later. */
  program: string;
  /** Default "esm", whose programs need not be compiled at each run. */
  language?: Language;
  /** Plain stack config by key; a key without a namespace is the project's own. */
  config?: Record<string, string>;
  /** Secret stack config by key. */
  secrets?: Record<string, string>;
  /** Added to the environment of every run. */
  env?: Record<string, string>;
}

/** Commands that work on the stack. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

/** A Pulumi project in a directory of its own, driven by the real CLI. No run throws: look at `code`. */
export class Project {
  readonly stack = STACK;
  /** Environment of the next runs; change it freely. */
  readonly env: NodeJS.ProcessEnv;
  private readonly started: RunningCli[] = [];

  constructor(
    private readonly root: string,
    private readonly engineBin: string,
    private readonly language: Language,
    env: Record<string, string>,
  ) {
    this.env = { ...projectEnvironment({ home: this.homeDir, backend: this.backendDir, engine: engineBin }), ...env };
  }

  /** Where Pulumi.yaml and node_modules are. */
  get dir(): string {
    return join(this.root, "project");
  }
  get backendDir(): string {
    return join(this.root, "backend");
  }
  get homeDir(): string {
    return join(this.root, "home");
  }

  up(args: readonly string[] = []): Promise<CliResult> {
    return this.start("up", args).done;
  }
  preview(args: readonly string[] = []): Promise<CliResult> {
    return this.start("preview", args).done;
  }
  refresh(args: readonly string[] = []): Promise<CliResult> {
    return this.start("refresh", args).done;
  }
  destroy(args: readonly string[] = []): Promise<CliResult> {
    return this.start("destroy", args).done;
  }

  /** Starts an operation and does not wait: for tests that look at it, or kill it, while it runs. */
  start(operation: Operation, args: readonly string[] = []): RunningCli {
    const consent = operation === "preview" ? [] : ["--yes"];
    return this.startRaw([operation, ...consent, "--stack", STACK, ...args]);
  }

  /** Any other CLI command, for example `run(["stack", "history"])`. */
  run(args: readonly string[], input?: string): Promise<CliResult> {
    return this.startRaw(args, input).done;
  }

  readonly config = {
    /** The value goes by stdin: process arguments can be read by every user of the machine. */
    set: (key: string, value: string, options: { secret?: boolean } = {}): Promise<CliResult> =>
      this.run(["config", "set", key, options.secret ? "--secret" : "--plaintext", "--stack", STACK], value),
    remove: (key: string): Promise<CliResult> => this.run(["config", "rm", key, "--stack", STACK]),
  };

  setProgram(text: string): Promise<void> {
    return writeFile(join(this.dir, programFile(this.language)), text);
  }

  async exportStack(): Promise<ExportedStack> {
    return JSON.parse(await this.must(["stack", "export", "--stack", STACK]));
  }

  /** The stack's resources, its own and the providers' included. */
  async resources(): Promise<StackResource[]> {
    return (await this.exportStack()).deployment.resources ?? [];
  }

  /** The stack's outputs, secret ones in plain text. */
  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.must(["stack", "output", "--json", "--show-secrets", "--stack", STACK]));
  }

  /** Every file of the backend (state, history, backups) as one text, to hunt for secrets in. */
  stateText(): Promise<string> {
    return textBelow(this.backendDir);
  }

  /** Kills what still runs and removes the directory. */
  async dispose(): Promise<void> {
    for (const cli of this.started) cli.killTree();
    await Promise.all(this.started.map((cli) => cli.done));
    // With patience: on some systems files of a process just killed can be removed only a moment later.
    await rm(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Runs a command that has to succeed and gives its stdout. */
  async must(args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, all } = await this.run(args, input);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${all}`);
    return stdout;
  }

  private startRaw(args: readonly string[], input?: string): RunningCli {
    const cli = startCli(join(this.engineBin, "pulumi"), args, { cwd: this.dir, env: this.env, input });
    this.started.push(cli);
    return cli;
  }
}

/** A fresh project with the packed package really installed; call `dispose` when it has served. */
export async function openProject(setup: E2eSetup, options: ProjectOptions): Promise<Project> {
  const root = await ownDirectory("project-");
  const { language = "esm", program, config = {}, secrets = {}, env = {} } = options;
  const project = new Project(root, setup.engineBin, language, env);
  try {
    await Promise.all([project.dir, project.homeDir].map((dir) => mkdir(dir)));
    // The template's stack is empty: to init another one would take an engine.
    await cp(join(setup.template, "backend"), project.backendDir, { recursive: true });
    const settings = parse(await readFile(join(setup.template, `Pulumi.${STACK}.yaml`), "utf8"));
    // As `pulumi config set` does, without a process for it.
    const plain = Object.entries(config).map(([key, value]) => [
      key.includes(":") ? key : `${PROJECT_NAME}:${key}`,
      value,
    ]);
    await writeFile(
      join(project.dir, `Pulumi.${STACK}.yaml`),
      stringify({ ...settings, config: Object.fromEntries(plain) }),
    );
    await copyInstalled(join(setup.template, "node_modules"), join(project.dir, "node_modules"), manifest.name);
    for (const [name, text] of Object.entries(projectFiles(language))) await writeFile(join(project.dir, name), text);
    await project.setProgram(program);

    for (const [key, value] of Object.entries(secrets)) {
      await project.must(["config", "set", key, "--secret", "--stack", STACK], value);
    }
    return project;
  } catch (error) {
    await project.dispose();
    throw error;
  }
}

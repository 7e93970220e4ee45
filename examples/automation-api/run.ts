// Takes hosts through maintenance: in, your command, out. Hosts of one cluster one after the other, clusters side by side. Each cluster
// is a stack of its own, so that clusters neither wait for each other nor fail with each other.
//
//   npx tsx run.ts ./patch.sh east/node-1 east/node-2 west/node-5
//
// The command is run by `sh -c`, with CLUSTER and HOST in its environment. Where CloudTower is and where Pulumi keeps its state is set
// by environment variables, such as CLOUDTOWER_SERVER and PULUMI_BACKEND_URL.
//
// A failure stops its cluster. The host stays as it is, to be looked at. At the end, the script prints the line that goes on: it enters no
// host twice, but begins the command again.
//
// Exit code: 0 if all is done, 1 if a cluster failed, 2 if the command line is wrong, 130 if it was interrupted before all was done.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { CommandError, ConcurrentUpdateError, LocalWorkspace } from "@pulumi/pulumi/automation";

/** How many clusters at once. Each takes an engine, a language host and a provider. */
const AT_ONCE = 4;
const INTERRUPTED = 130;

interface Cluster {
  name: string;
  /** Those that are not done, in their order. */
  hosts: string[];
}

let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Not passed on: in a terminal, engines get Ctrl-C themselves. Each finishes its host and saves that. A second one would kill it.
  process.on(signal, () => {
    if (!isInterrupted) console.error("Interrupted: nothing new is begun. Waiting for what has begun …");
    isInterrupted = true;
  });
}

async function goThrough({ name, hosts }: Cluster, command: string): Promise<void> {
  const output = linesOf((line) => console.log(`${name} | ${line}`));
  const options = { color: "never", onOutput: output.take, onError: output.take } as const;
  const stack = await LocalWorkspace.createOrSelectStack({ stackName: name, workDir: __dirname });
  for (let host = hosts[0]; host && !isInterrupted; host = hosts[0]) {
    await stack.setAllConfig({ host: { value: host }, cluster: { value: name } });
    await stack.up(options);
    if (isInterrupted) return;
    console.log(`${name} | ${host} is in maintenance. Running the command`);
    await run(command, { CLUSTER: name, HOST: host }, output.take);
    if (isInterrupted) return;
    await stack.destroy(options);
    hosts.shift();
    console.log(`${name} | ${host} is done`);
  }
}

async function run(command: string, env: NodeJS.ProcessEnv, take: (text: string) => void): Promise<void> {
  const child = spawn("sh", ["-c", command], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", take);
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`the command ended with ${signal ?? code}`);
}

/** What comes in pieces, line by line. */
function linesOf(onLine: (line: string) => void): { take: (text: string) => void } {
  const input = new PassThrough();
  createInterface({ input }).on("line", (line) => {
    if (line.trim()) onLine(line);
  });
  return { take: (text) => void input.write(text) };
}

/** Pulumi has printed its own words already. */
function reasonOf(error: unknown): string {
  if (error instanceof ConcurrentUpdateError) return "another run has the stack, or a dead one has left its lock";
  return error instanceof CommandError ? "Pulumi ended with an error, see above" : (error as Error).message;
}

async function main([command, ...targets]: string[]): Promise<number> {
  const clusters = clustersOf(targets);
  if (!command || !clusters) {
    console.error("usage: npx tsx run.ts COMMAND CLUSTER/HOST…");
    return 2;
  }
  const waiting = [...clusters];
  const takeNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !isInterrupted; next = waiting.shift()) {
      const { name } = next;
      await goThrough(next, command).catch((error) => console.error(`${name} | ${reasonOf(error)}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeNext));
  const left = clusters.flatMap(({ name, hosts }) => hosts.map((host) => `${name}/${host}`));
  if (left.length === 0) return 0;
  console.error(`Not done. To go on: npx tsx run.ts ${JSON.stringify(command)} ${left.join(" ")}`);
  return isInterrupted ? INTERRUPTED : 1;
}

/** undefined if one of them is not CLUSTER/HOST. */
function clustersOf(targets: readonly string[]): Cluster[] | undefined {
  const clusters = new Map<string, string[]>();
  for (const target of targets) {
    const [name, host, ...rest] = target.split("/");
    if (!name || !host || rest.length > 0) return undefined;
    clusters.set(name, [...(clusters.get(name) ?? []), host]);
  }
  return clusters.size > 0 ? [...clusters].map(([name, hosts]) => ({ name, hosts })) : undefined;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);

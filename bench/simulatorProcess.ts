import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { RequestRecord, Scenario, Snapshot } from "../simulator/index.js";
import { cpuSeconds } from "./processes.js";
import { hostName } from "./scenario.js";

/** Tasks end at once. */
export const AT_ONCE = 1e6;

export interface SimulatorProcess {
  url: string;
  /** CPU time that the simulator has used so far, in seconds. */
  cpu(): number;
  /** The ids of `node-0000`, `node-0001`, … in this order. */
  hostIds(): Promise<string[]>;
  /** The current hosts, VMs and tasks. */
  snapshot(): Promise<Snapshot>;
  /** All requests so far. */
  requests(): Promise<RequestRecord[]>;
  /** Operations of all requests so far. */
  operations(): Promise<string[]>;
  close(): Promise<void>;
}

/** The provider's settings for this simulator. */
export function settings(url: string): NodeJS.ProcessEnv {
  return {
    CLOUDTOWER_SERVER: url,
    CLOUDTOWER_USER: "root",
    CLOUDTOWER_PASSWORD: "simulator",
    CLOUDTOWER_ALLOW_SHUTDOWN: "all",
  };
}

let files = 0;

/** Starts the simulator in its own process: it must not share the event loop with what is measured. */
export async function startSimulatorProcess(
  dir: string,
  scenario: Scenario,
  speed = AT_ONCE,
): Promise<SimulatorProcess> {
  const file = join(dir, `scenario-${files++}.yaml`);
  // JSON is YAML.
  await writeFile(file, JSON.stringify(scenario));
  const main = join(import.meta.dirname, "..", "simulator", "main.ts");
  const args = ["--import", "tsx", main, "--speed", String(speed), "--scenario", file];
  const child = execa(process.execPath, args, { stdout: ["pipe"], stderr: "inherit", reject: false, buffer: false });
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /at (http\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
    void child.then(() => reject(new Error(`the simulator ended: ${text}`)));
  });
  const control = async <T>(path: string) => (await (await fetch(`${url}/control/${path}`)).json()) as T;
  const snapshot = () => control<Snapshot>("state");
  const requests = () => control<RequestRecord[]>("requests");
  return {
    url,
    cpu: () => cpuSeconds(child.pid ?? 0),
    hostIds: async () => {
      const { hosts } = await snapshot();
      const byName = new Map(hosts.map(({ id, name }) => [name, id]));
      return scenario.clusters.map((_, index) => byName.get(hostName(index)) ?? "");
    },
    snapshot,
    requests,
    operations: async () => (await requests()).map(({ operation }) => operation),
    close: async () => {
      child.kill();
      await child;
    },
  };
}

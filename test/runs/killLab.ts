import nodeFetch from "node-fetch";
import { CloudTower } from "../../provider/cloudtower";
import { inTurn } from "../../provider/frontends/hostLock";
import { FileStore } from "../../provider/journal";
import { FileNotes } from "../../provider/journal/runNotes";
import type { FactStore } from "../../provider/lifecycle";
import { type RunContext, type RunNotes, RunStopped } from "../../provider/runs";
import { heldBy } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";
import type { Runs } from "./runLab";

const OWNER = "project/stack/HostMaintenanceRun$name";

/** Requests that change something: their effect and their answer are two moments. */
const CHANGES = ["enter-maintance-mode", "exit-maintance-mode", "operate-host-power", "start-vm", "migrate-vm"];

/** A process that is killed at one of its moments: before a request or a write to its disk, or just after it took effect. */
export interface Process {
  outer: RunContext;
  journal: WatchedStore;
  /** The moments that it has come to, in order. Each name is used once. */
  moments: string[];
  /** Resolves when it is killed. */
  killed: Promise<"killed">;
}

let turns = 0;

/** @param disk a machine is its disk. @param killAt the name of a moment */
export function processOn(lab: Runs, disk: string, killAt?: string, owner = OWNER): Process {
  const moments: string[] = [];
  const counts = new Map<string, number>();
  const end = new AbortController();
  let isDead = false;
  let part = 0;
  let kill = () => {};
  const killed = new Promise<"killed">((resolve) => {
    kill = () => {
      isDead = true;
      resolve("killed");
      end.abort(new Error("killed"));
    };
  });
  /** What is dead does nothing more, and hears of nothing. */
  const reach = async (what: string): Promise<void> => {
    if (!isDead) {
      const key = `${part} ${what}`;
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      const name = `${key} ${count}`;
      moments.push(name);
      if (name === killAt) kill();
    }
    if (isDead) await new Promise(() => undefined);
  };

  const send = heldBy(lab.clock, nodeFetch);
  const fetch: typeof nodeFetch = async (url, init) => {
    const operation = String(url).split("/").at(-1) ?? "";
    await reach(operation);
    const response = await send(url, init);
    if (!CHANGES.includes(operation)) return response;
    part += 1;
    const text = await response.text();
    await reach(`after ${operation}`);
    response.text = async () => text;
    return response;
  };

  let underWay = 0;
  const others = lab.clock.busy;
  lab.clock.busy = () => underWay > 0 || others();
  /** A disk takes no virtual time. */
  const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
    }
  };
  const writing = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    await reach(what);
    const result = await onDisk(work);
    await reach(`after ${what}`);
    return result;
  };

  const files = new FileStore(disk, owner);
  const facts: FactStore = {
    owner,
    read: (host) => onDisk(() => files.read(host)),
    write: (host, news) => writing("facts", () => files.write(host, news)),
    mustBeWritable: () => onDisk(() => files.mustBeWritable()),
    keepReceipt: (record, receipt) => writing("receipt", () => files.keepReceipt(record, receipt)),
  };
  const kept = new FileNotes(disk, owner);
  const notes: RunNotes = {
    where: kept.where,
    get directory() {
      return kept.directory;
    },
    disk: () => onDisk(() => kept.disk()),
    read: () => onDisk(() => kept.read()),
    write: (...noted) => writing(`notes ${noted[0].record.phase}`, () => kept.write(...noted)),
    remove: () => writing("notes removed", () => kept.remove()),
  };
  const journal = new WatchedStore(facts);
  const cloudTower = new CloudTower({
    server: lab.simulator.url,
    credentials: { username: "root", password: "simulator", source: "LOCAL" },
    clock: lab.clock,
    fetch,
  });
  turns += 1;
  const turn = turns;
  return {
    moments,
    killed,
    journal,
    outer: {
      context: { ...lab.context, cloudTower, signal: end.signal, facts: journal },
      notes,
      machine: disk.split("/").at(-1) ?? "",
      environment: { PATH: process.env.PATH ?? "" },
      inTurn: (cluster, wait, work) => inTurn(`process ${turn} ${cluster}`, work, wait),
    },
  };
}

/** How a verb ended: with a result, with an error, or by death. */
export async function endOf<T>(process: Process, verb: Promise<T>): Promise<T | Error | "killed"> {
  const ended = verb.catch((error: unknown) => {
    if (error instanceof Error) return error;
    throw error;
  });
  return Promise.race([ended, process.killed]);
}

/** What Pulumi's state has after a verb. */
export function stateAfter<T>(ended: T | Error | "killed", before: T | undefined): T | undefined {
  if (ended === "killed") return before;
  if (ended instanceof RunStopped) return ended.record as T;
  return ended instanceof Error ? before : ended;
}

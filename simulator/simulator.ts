import type { Faults } from "./api/faults/queue";
import { apiServer } from "./api/server";
import { createOperator, type Operator } from "./control/operator";
import { addControlRoutes } from "./control/routes";
import type { Core } from "./core";
import { createCore } from "./createCore";
import { Listener } from "./listener";
import { findHost, findVm } from "./lookup";
import type { SimulatorOptions } from "./options";
import { addPageRoutes } from "./page/routes";
import type { Quirks } from "./quirks";
import type { Journal } from "./records";
import { type HostView, hostView, type Snapshot, snapshotOf, type VmView, vmView } from "./views";

/** A running simulator; see the members' own documentation. */
export interface Simulator extends Readonly<Journal> {
  /** Such as http://127.0.0.1:40001, without a slash at the end. */
  url: string;
  /** The address of each node: one, or two with a standby. At the start, the first is active. */
  urls: readonly string[];
  close(): Promise<void>;
  /** Takes a node (0 or 1) off the network: connections to it are refused, until it is plugged in again. Its work goes on. */
  unplug(node: number): Promise<void>;
  plug(node: number): Promise<void>;
  /** The model as it is now, as plain data. */
  snapshot(): Snapshot;
  /** By name, id or "cluster/name"; throws when there is none or several. */
  host(nameOrId: string, clusterName?: string): HostView;
  /** By name, id or UUID; throws when there is none or several. */
  vm(nameOrIdOrUuid: string): VmView;
  operator: Operator;
  faults: Faults;
  /** May be changed while it runs. */
  quirks: Quirks;
  /** Ends every session that began with a login. */
  expireTokens(): void;
}

/** Starts a simulated CloudTower; resolves when it listens, rejects when the port is taken or the scenario is not valid. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const core = createCore(options);
  const operator = createOperator(core);
  const listeners = await listen(core, operator, options);
  const upToDate = <T>(read: () => T): T => {
    core.world.clock.runDue();
    return read();
  };
  return {
    ...core.journal,
    url: core.nodes.urls[0] as string,
    urls: core.nodes.urls,
    close: async () => {
      await Promise.all(listeners.map((listener) => listener.close()));
    },
    unplug: async (node) => listeners[node]?.unplug(),
    plug: async (node) => listeners[node]?.plug(),
    snapshot: () => upToDate(() => snapshotOf(core.world)),
    host: (name, cluster) => upToDate(() => hostView(findHost(core.world, name, cluster))),
    vm: (name) => upToDate(() => vmView(findVm(core.world, name))),
    operator,
    faults: core.faults,
    quirks: core.quirks,
    expireTokens: () => core.auth.expireTokens(),
  };
}

/** Opens the address of each node. If one cannot be opened, none stays open. */
async function listen(core: Core, operator: Operator, options: SimulatorOptions): Promise<Listener[]> {
  const { port = 0, standbyPort = 0, host = "127.0.0.1", tls } = options;
  const listeners: Listener[] = [];
  try {
    for (let node = 0; node < core.nodes.count; node += 1) {
      const app = apiServer(core, tls, node);
      addControlRoutes(app, core, operator);
      addPageRoutes(app, core);
      const listener = new Listener(app, host, tls ? "https" : "http");
      listeners.push(listener);
      core.nodes.urls.push(await listener.open(node === 0 ? port : standbyPort));
    }
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()));
    throw error;
  }
  return listeners;
}

import type { AddressInfo } from "node:net";
import { Auth } from "./api/auth";
import { loadContract } from "./api/contract";
import { FaultQueue, type Faults } from "./api/faults/queue";
import { apiServer } from "./api/server";
import { createOperator, type Operator } from "./control/operator";
import { addControlRoutes } from "./control/routes";
import type { Core } from "./core";
import { findHost, findVm } from "./lookup";
import { Clock } from "./model/clock";
import { Ids, seededRandom } from "./model/ids";
import { defaultTimings } from "./model/timings";
import { World } from "./model/world";
import { applyQuirks, defaultQuirks, type QuirkSettings, type Quirks } from "./quirks";
import type { Gate, Journal } from "./records";
import { buildWorld } from "./scenario/build";
import { loadScenario } from "./scenario/load";
import type { Scenario } from "./scenario/schema";
import { type HostView, hostView, type Snapshot, snapshotOf, type VmView, vmView } from "./views";

export interface SimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  host?: string;
  /** The name of a shipped scenario, a YAML file, or an object. Default "two-clusters". */
  scenario?: string | Scenario;
  /** Divides every duration. Default 1: the pace of a small real cluster. */
  speed?: number;
  /** Default "root". */
  username?: string;
  /** Default "simulator". */
  password?: string;
  /** API tokens that are accepted without a login. Default none. */
  tokens?: string[];
  /** ms since the epoch. Default Date.now. */
  now?: () => number;
  /** PEM texts: serve HTTPS. */
  tls?: { key: string; cert: string };
  /** For ids and whatever is random. Default 1. */
  seed?: number;
  /** Over those of the scenario. */
  quirks?: QuirkSettings;
  /** ms after which a login's token expires; the same as the quirk. Default 0: never. */
  sessionTimeout?: number;
  /** Can hold single requests up, on their way in or out. Default: none waits. */
  gate?: Gate;
}

/** A running simulator; see the members' own documentation. */
export interface Simulator extends Readonly<Journal> {
  /** Such as http://127.0.0.1:40001, without a slash at the end. */
  url: string;
  close(): Promise<void>;
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
  const app = apiServer(core, options.tls);
  addControlRoutes(app, core, operator);
  await app.listen({ port: options.port ?? 0, host: options.host ?? "127.0.0.1" });
  const { address, family, port } = app.server.address() as AddressInfo;
  const upToDate = <T>(read: () => T): T => {
    core.world.clock.runDue();
    return read();
  };
  return {
    ...core.journal,
    url: `${options.tls ? "https" : "http"}://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    close: () => app.close(),
    snapshot: () => upToDate(() => snapshotOf(core.world)),
    host: (name, cluster) => upToDate(() => hostView(findHost(core.world, name, cluster))),
    vm: (name) => upToDate(() => vmView(findVm(core.world, name))),
    operator,
    faults: core.faults,
    quirks: core.quirks,
    expireTokens: () => core.auth.expireTokens(),
  };
}

function createCore(options: SimulatorOptions): Core {
  const scenario = loadScenario(options.scenario ?? "two-clusters");
  const seed = options.seed ?? 1;
  const quirks = defaultQuirks();
  applyQuirks(quirks, scenario.quirks);
  if (options.sessionTimeout !== undefined) quirks.sessionTimeout = options.sessionTimeout;
  applyQuirks(quirks, options.quirks ?? {});
  const clock = new Clock(options.now ?? Date.now, options.speed ?? 1);
  const timings = { ...defaultTimings, ...definedOnly(scenario.timings) };
  const world = new World(clock, new Ids(seed), timings, quirks);
  buildWorld(world, scenario);
  const faults = new FaultQueue();
  for (const fault of scenario.faults) faults.inject(fault);
  const { username = "root", password = "simulator", tokens = [] } = options;
  const requestIds = new Ids(seed + 1_000_003);
  const auth = new Auth(username, password, tokens, clock, requestIds, quirks);
  const journal: Journal = { requests: [], mutations: [], violations: [] };
  return {
    world,
    quirks,
    auth,
    contract: loadContract(),
    faults,
    journal,
    requestIds,
    gate: options.gate,
    random: seededRandom(seed),
  };
}

function definedOnly<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

import { Auth } from "./api/auth";
import { loadContract } from "./api/contract";
import { FaultQueue } from "./api/faults/queue";
import type { Core } from "./core";
import { Clock } from "./model/clock";
import { Ids, seededRandom } from "./model/ids";
import { defaultTimings } from "./model/timings";
import { World } from "./model/world";
import { Nodes } from "./nodes";
import type { SimulatorOptions } from "./options";
import { applyQuirks, defaultQuirks, type Quirks } from "./quirks";
import type { Journal } from "./records";
import { buildWorld } from "./scenario/build";
import { loadScenario } from "./scenario/load";
import type { FullScenario } from "./scenario/schema";
import { limitedUser, rootUser, type User } from "./users";

/** A CloudTower as the scenario and the options describe it, before it can be reached. */
export function createCore(options: SimulatorOptions): Core {
  const scenario = loadScenario(options.scenario ?? "two-clusters");
  const seed = options.seed ?? 1;
  const quirks = quirksOf(scenario, options);
  const clock = new Clock(options.now ?? Date.now, options.speed ?? 1);
  const users = usersOf(scenario, options);
  const [root] = users as [User];
  const requestIds = new Ids(seed + 1_000_003);
  const world = new World({
    clock,
    ids: new Ids(seed),
    otherIds: new Ids(seed + 2_000_003),
    timings: { ...defaultTimings, ...definedOnly(scenario.timings) },
    quirks,
    root: { id: root.id, name: root.name },
  });
  buildWorld(world, scenario);
  const faults = new FaultQueue();
  for (const fault of scenario.faults) faults.inject(fault);
  const journal: Journal = { requests: [], mutations: [], violations: [] };
  return {
    world,
    nodes: new Nodes(clock, options.standbyPort !== undefined || scenario.standby),
    quirks,
    auth: new Auth(users, clock, requestIds, quirks),
    contract: loadContract(),
    faults,
    journal,
    requestIds,
    gate: options.gate,
    random: seededRandom(seed),
  };
}

function quirksOf(scenario: FullScenario, options: SimulatorOptions): Quirks {
  const quirks = defaultQuirks();
  applyQuirks(quirks, scenario.quirks);
  if (options.sessionTimeout !== undefined) quirks.sessionTimeout = options.sessionTimeout;
  applyQuirks(quirks, options.quirks ?? {});
  return quirks;
}

function usersOf(scenario: FullScenario, options: SimulatorOptions): User[] {
  const { username = "root", password = "simulator", tokens = [] } = options;
  const others = scenario.users.map(({ username: name, password, token, actions }, index) =>
    limitedUser(index + 1, { name, password, tokens: token === undefined ? [] : [token], actions }),
  );
  return [rootUser(username, password, tokens), ...others];
}

function definedOnly<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

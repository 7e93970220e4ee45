import fc from "fast-check";
import type { Action, Case, ClusterSpec, Kill, MutatingCall, Policy, Step, Who } from "./case";
import { MACHINES, SPEED } from "./world";

/** VMs and hosts are given by number, modulo their count, so that every number stays valid while it shrinks. */
const vm = fc.nat(11);
const host = fc.nat(3);

const often = <T>(usual: T, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });

const who: fc.Arbitrary<Who> = fc.oneof(
  { weight: 3, arbitrary: fc.constant("all" as const) },
  { weight: 1, arbitrary: fc.constant("none" as const) },
  {
    weight: 1,
    arbitrary: fc.record({ vms: fc.uniqueArray(vm, { maxLength: 6 }), by: fc.constantFrom("uuid", "name") }),
  },
);

const policy: fc.Arbitrary<Policy> = fc.record({
  consent: who,
  cap: often<Who>("all", who),
  powerOn: often<Who>("all", who),
  liveMigrateBack: often<Who>("all", who),
  offlineMigrateBack: often<Who>("all", who),
  changed: fc.constantFrom("skip", "include"),
  ifAlreadyInMaintenance: fc.constantFrom("fail", "adopt"),
  onForeignSession: often<"refuse" | "exit">("refuse", fc.constant("exit")),
  /** Some time out while CloudTower continues. */
  timeoutSeconds: often(300, fc.constantFrom(1, 3, 40)),
  waitToEnterSeconds: often(0, fc.constantFrom(20, 900)),
  waitToExitSeconds: often(0, fc.constantFrom(20, 900)),
});

const vmSpec = fc.record({
  power: fc.oneof(
    { weight: 30, arbitrary: fc.constant("running" as const) },
    { weight: 10, arbitrary: fc.constant("stopped" as const) },
    { weight: 1, arbitrary: fc.constant("suspended" as const) },
  ),
  memoryGiB: fc.constantFrom(4, 16, 48),
  ha: fc.boolean(),
  passthrough: often(false, fc.constant(true)),
  mustPlacement: often(false, fc.constant(true)),
});

const hostWith = (minVms: number) =>
  fc.record({
    memoryGiB: fc.constantFrom(64, 128, 256),
    vms: fc.array(vmSpec, { minLength: minVms, maxLength: 4 }),
  });

const cluster: fc.Arbitrary<ClusterSpec> = fc.record({
  // The resource's own host is never empty, because then nothing could be lost.
  hosts: fc
    .tuple(hostWith(1), fc.array(hostWith(0), { minLength: 1, maxLength: 3 }))
    .map(([own, others]) => [own, ...others]),
  /** The number of the VM that CloudTower runs in, if it runs in one. */
  own: fc.option(vm, { freq: 6, nil: undefined }),
  drsEveryMs: often(0, fc.constantFrom(30_000, 600_000)),
  hasStandby: often(false, fc.constant(true)),
  isHostile: often(false, fc.constant(true)),
});

const quirks = fc
  .record(
    {
      nulls: fc.constantFrom(0.1, 0.5),
      vmUuidNull: fc.constant(true),
      syncMutations: fc.constantFrom("null", "absent"),
      listCap: fc.constantFrom(1, 3),
      shuffle: fc.constant(true),
      chinese: fc.constant(true),
      tasksSilent: fc.constant(true),
      taskUnknownFor: fc.constantFrom(1_000, 20_000),
      resourceIdNull: fc.constant(true),
      jobIdEmpty: fc.constant(true),
      // Up to 25 s of the clock, whatever its speed.
      sessionHiddenFor: fc.constantFrom(2_000, 10_000, 25_000).map((ms) => ms * SPEED),
      sessionTimeout: fc.constant(4_000),
      refusalStyle: fc.constantFrom("done-false", "http-400"),
      generousExit: fc.constant(true),
      coldMigrateAll: fc.constant(true),
      failedThoughEntered: fc.constant(true),
      lastShutdownTimeNull: fc.constant(true),
      // No more than within which a call whose answer was lost can be told from somebody else's.
      clusterClockOffset: fc.constantFrom(5_000, 45_000),
      verifyFlags: fc.constantFrom("left", "none"),
      recoveryAfterExit: fc.constantFrom(10_000, 600_000).map((ms) => ms * SPEED),
      version: fc.constantFrom("4.1.0", "4.7.0", "4.9.0"),
      rebootTaskWaits: fc.constant(true),
      wrappedMessages: fc.constant(true),
    },
    { requiredKeys: [] },
  )
  // A task that says FAILED identifies a session by its times: where clocks differ, a killed engine's may be anybody's. And a
  // CloudTower without tasks would refuse what it does.
  .map(({ clusterClockOffset, failedThoughEntered, ...rest }) => ({
    ...rest,
    ...(failedThoughEntered && !rest.syncMutations ? { failedThoughEntered } : {}),
    ...(clusterClockOffset !== undefined && !failedThoughEntered ? { clusterClockOffset } : {}),
  }));

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom("startVm", "stopVm", "bounceVm", "renameVm", "deleteVm", "recycleVm"),
      vm,
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom("moveVm", "drs"), vm, host }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("ignoreShutdown"),
      vm,
      obeysAfterMs: fc.constantFrom(undefined, 1_000, 600_000),
    }),
  },
  // Mostly about the host of the resource, which is number 0.
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom("enter", "exit", "exitBare"),
      host: often(0, host),
      atOnce: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("replaceSession"), host: often(0, host) }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constantFrom("powerOff", "powerOn", "renameHost"), host: often(0, host) }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("restart"), host: often(0, host) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("recovery"),
      on: fc.boolean(),
      seconds: fc.constantFrom(undefined, 15, 600),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("failover"), gapSeconds: fc.constantFrom(0, 12, 240) }) },
) as fc.Arbitrary<Action>;

const meanwhile = fc.option(fc.record({ afterMs: fc.nat(4_000), action }), { freq: 3, nil: undefined });

const fault = fc
  .record({
    operation: fc.constantFrom(
      "*",
      "Login",
      "GetHosts",
      "GetVms",
      "GetTasks",
      "EnterMaintenanceModePreCheck",
      "EnterMaintenanceModePrecheckResult",
      "ExitMaintenanceModePrecheckResult",
      "StartVm",
      "MigrateVm",
      // These matter most.
      "EnterMaintenanceMode",
      "EnterMaintenanceMode",
      "EnterMaintenanceMode",
      "ExitMaintenanceMode",
      "ExitMaintenanceMode",
    ),
    kind: fc.constantFrom(
      "reset-before",
      "reset-after",
      "status",
      "html502",
      "resourceLocked",
      "truncatedJson",
      "wrongShape",
      "emptyBody",
      "taskFailed",
    ),
    status: fc.constantFrom(400, 403, 429, 500, 503),
    times: fc.integer({ min: 1, max: 12 }),
    skip: fc.nat(3),
    act: fc.option(fc.boolean(), { nil: undefined }),
    afterSteps: fc.nat(4),
  })
  // Whoever refuses has done nothing: a server that lies there cannot be told from an honest one.
  .map(({ act, ...rest }) => {
    const isRefusal = rest.kind === "resourceLocked" || (rest.kind === "status" && rest.status < 500);
    return { ...rest, ...(act === undefined || isRefusal ? {} : { act }) };
  });

const at = fc.constantFrom<Kill["at"][]>("request", "answer");

/** At or after a mutating call. */
const killAround = (...calls: MutatingCall[]): fc.Arbitrary<Kill> =>
  fc.record({ request: fc.oneof(fc.nat(3), fc.nat(15)), from: fc.constantFrom(...calls), at });

/** At any request of any verb, or at the verb's end. */
const kill = often<Kill | undefined>(
  undefined,
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ request: fc.nat(25), at }) },
    { weight: 1, arbitrary: fc.record({ request: fc.constant(Number.MAX_SAFE_INTEGER), at }) },
    { weight: 4, arbitrary: killAround("EnterMaintenanceMode", "ExitMaintenanceMode", "StartVm", "MigrateVm") },
  ),
);

const up = fc.record({
  do: fc.constant("up"),
  policy: fc.option(policy, { nil: undefined }),
  isPreviewed: fc.boolean(),
  kill,
  meanwhile,
}) as fc.Arbitrary<Step>;

const step = fc.oneof(
  { weight: 5, arbitrary: up },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("refresh"), kill, meanwhile }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("destroy"), kill, meanwhile }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("destroyElsewhere"),
      where: fc.constantFrom("other ids", "in use there", "in maintenance there"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("operator"),
      action,
      // Some come days later.
      afterSeconds: often(0, fc.constantFrom(60, 3_600, 259_200)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("fault"), fault }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("machine"), number: fc.nat(MACHINES - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sibling"), verb: fc.constantFrom("up", "destroy") }) },
  // No room at that moment, for some tries.
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("fault"),
      fault: fc.record({
        operation: fc.constantFrom("StartVm", "MigrateVm"),
        kind: fc.constant("taskFailed"),
        times: fc.integer({ min: 1, max: 4 }),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("wait"), seconds: fc.constantFrom(1, 60, 3_600, 21_600, 259_200) }),
  },
) as fc.Arbitrary<Step>;

const maybe = <T>(steps: fc.Arbitrary<T[]>): fc.Arbitrary<T[]> => fc.oneof(fc.constant<T[]>([]), steps);

/** The first entry fails, or its time is over before it is. */
const badUp: fc.Arbitrary<Step[]> = fc.oneof(
  fc
    .tuple(fc.nat(4), up)
    .map(([afterSteps, step]): Step[] => [
      { do: "fault", fault: { operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps } },
      step,
    ]),
  fc
    .tuple(policy, fc.constantFrom(1, 3))
    .map(([said, timeoutSeconds]): Step[] => [{ do: "up", policy: { ...said, timeoutSeconds } }]),
);

/** It is repeated, and refused. */
const refusedUp = up.map((step): Step[] => [
  { do: "fault", fault: { operation: "EnterMaintenanceMode", kind: "status", status: 403 } },
  step,
]);

/** Somebody else needs the host, at once or later. */
const intruder: fc.Arbitrary<Step[]> = fc
  .record({
    do: fc.constant("operator" as const),
    action: fc.record({ act: fc.constantFrom("enter", "replaceSession"), host: fc.constant(0), atOnce: fc.boolean() }),
    afterSeconds: fc.constantFrom(0, 60, 3_600, 259_200),
  })
  .map((step) => [step as Step]);

/** The machine vanishes in the middle of an entry, which may fail, and another one goes on, at once or when it is over. */
const vanished: fc.Arbitrary<Step[]> = fc
  .record({
    failsAfter: fc.option(fc.nat(4), { nil: undefined }),
    first: up,
    kill: killAround("EnterMaintenanceMode"),
    seconds: fc.constantFrom(0, 1, 60, 86_400),
    next: up,
    adopts: fc.boolean(),
  })
  .map(({ failsAfter, first, kill, seconds, next, adopts }): Step[] => {
    const fault = { operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: failsAfter } as const;
    const adopting = (step: Step): Step =>
      step.do === "up" && step.policy && adopts
        ? { ...step, policy: { ...step.policy, ifAlreadyInMaintenance: "adopt" } }
        : step;
    return [
      ...(failsAfter === undefined ? [] : [{ do: "fault", fault } as Step]),
      { ...first, kill } as Step,
      { do: "wait", seconds },
      { do: "machine", number: 1 },
      adopting(next),
    ];
  });

/** Each story begins with an `up`; some with a bad one, which is where the later ones have most to know. */
const beginning: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 2, arbitrary: up.map((step) => [step]) },
  { weight: 1, arbitrary: fc.tuple(badUp, maybe(refusedUp), maybe(intruder)).map((parts) => parts.flat()) },
  { weight: 1, arbitrary: vanished },
);

/** Everything that a case is made of: all that happens in it follows from this. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    cluster,
    quirks,
    policy,
    beginning,
    steps: fc.array(step, { minLength: 1, maxLength: 12, size: "max" }),
    hasNameTag: fc.boolean(),
    seed: fc.nat(1_000_000),
  })
  .map(({ beginning, steps, ...rest }) => ({ ...rest, steps: [...beginning, ...steps] })) as fc.Arbitrary<Case>;

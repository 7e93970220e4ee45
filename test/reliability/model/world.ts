import type { Scenario, Simulator, VmView } from "../../../simulator";
import { hostileName } from "../../shared/hostileNames";
import type { Action, Case, ClusterSpec, Who } from "./case";

/** Faster than life, so that a case is a few dozen requests. */
export const SPEED = 5;

/** The address of the simulated CloudTower: the VM that has it is CloudTower's own. */
const OWN_ADDRESS = "127.0.0.1";

/** How many machines commands may run on. */
export const MACHINES = 3;

export function scenarioOf({ hosts, own, drsEveryMs, hasStandby, isHostile }: ClusterSpec): Scenario {
  // Tenants choose the names of VMs, and whoever names hosts and clusters may be careless.
  const named = (plain: string, number: number) => (isHostile ? hostileName(number) : plain);
  let number = 0;
  const total = hosts.reduce((sum, { vms }) => sum + vms.length, 0);
  return {
    standby: hasStandby,
    clusters: [
      {
        name: named("east", 1),
        drsEvery: drsEveryMs,
        hosts: hosts.map(({ memoryGiB, vms }, host) => ({
          name: named(`node-${host}`, host),
          memoryGiB,
          vms: vms.map((spec) => {
            const isOwn = own !== undefined && number === own % Math.max(1, total);
            const vm = {
              ...spec,
              name: named(`vm-${number}`, number),
              ...(isOwn ? { ip: OWN_ADDRESS, power: "running" as const } : {}),
            };
            number += 1;
            return vm;
          }),
        })),
      },
    ],
  };
}

/** What the simulator started with, by number, and every name that a VM ever had. */
export class World {
  readonly clusterId: string;
  readonly hostIds: string[];
  readonly vms: VmView[];
  readonly own: string | undefined;
  readonly namesOf: Map<string, string[]>;

  constructor(
    readonly simulator: Simulator,
    { cluster }: Case,
  ) {
    const { hosts, vms } = simulator.snapshot();
    this.clusterId = hosts[0]?.clusterId as string;
    this.hostIds = hosts.map((host) => host.id);
    this.vms = vms;
    this.own = cluster.own === undefined ? undefined : this.vm(cluster.own)?.localId;
    this.namesOf = new Map(vms.map((vm) => [vm.localId, [vm.name]]));
  }

  get hostId(): string {
    return this.hostIds[0] as string;
  }

  vm(number: number): VmView | undefined {
    return this.vms[number % Math.max(1, this.vms.length)];
  }

  host(number: number): string {
    return this.hostIds[number % this.hostIds.length] as string;
  }

  /** As a program would write it: by UUID, or by the name at the start. */
  selection(who: Who): "all" | "none" | string[] {
    if (typeof who === "string") return who;
    const vms = who.vms.flatMap((number) => this.vm(number) ?? []);
    return [...new Set(vms.map((vm) => (who.by === "uuid" ? vm.localId : vm.name)))];
  }

  /** Does a selection cover this VM, by UUID or by any name that it has had? */
  covers(who: Who, uuid: string): boolean {
    const selection = this.selection(who);
    if (typeof selection === "string") return selection === "all";
    return selection.includes(uuid) || (this.namesOf.get(uuid) ?? []).some((name) => selection.includes(name));
  }

  /** Does it; false where that cannot be done now. */
  act(action: Action): boolean {
    try {
      this.#act(action);
      return true;
    } catch {
      return false;
    }
  }

  #act(action: Action): unknown {
    const { operator } = this.simulator;
    if (action.act === "failover") return operator.failover({ gapMs: action.gapSeconds * 1_000 * SPEED });
    if (action.act === "recovery") {
      const { on, seconds } = action;
      return operator.setRecovery(this.clusterId, on, seconds && seconds * 1_000 * SPEED);
    }
    if (action.act === "moveVm") return operator.moveVm(this.#uuid(action.vm), this.host(action.host));
    if (action.act === "drs") return operator.drs(this.#uuid(action.vm), this.host(action.host));
    if ("vm" in action) {
      const uuid = this.#uuid(action.vm);
      // Without it there would be no CloudTower to ask.
      if (uuid === this.own && action.act !== "renameVm") throw new Error("CloudTower runs in it");
      if (action.act === "ignoreShutdown") return operator.setIgnoresShutdown(uuid, action.obeysAfterMs ?? true);
      if (action.act === "bounceVm") {
        operator.startVm(uuid);
        return operator.stopVm(uuid);
      }
      if (action.act !== "renameVm") return operator[action.act](uuid);
      const name = `renamed-${this.namesOf.get(uuid)?.length}-${action.vm}`;
      this.namesOf.get(uuid)?.push(name);
      return operator.renameVm(uuid, name);
    }
    const host = this.host(action.host);
    switch (action.act) {
      case "enter":
        return operator.enter(host, { atOnce: action.atOnce });
      case "exit":
        return operator.exit(host, { atOnce: action.atOnce });
      case "exitBare":
        return operator.exit(host, { powerOn: [], liveMigrateBack: [], offlineMigrateBack: [], atOnce: action.atOnce });
      case "replaceSession":
        operator.exit(host, { atOnce: true });
        return operator.enter(host, { atOnce: true });
      case "restart":
        // What maintenance is for: before it, nobody restarts a host.
        if (this.simulator.host(host).state !== "MAINTENANCE_MODE") throw new Error("it is in use");
        return operator.restartHost(host);
      case "powerOff":
        return operator.powerOffHost(host);
      case "powerOn":
        return operator.powerOnHost(host);
      case "renameHost":
        return operator.renameHost(host, `${this.simulator.host(host).name}x`);
    }
  }

  #uuid(number: number): string {
    const vm = this.vm(number);
    if (!vm) throw new Error("there is no VM");
    return vm.localId;
  }
}

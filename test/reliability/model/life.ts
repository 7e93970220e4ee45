import type { Simulator, VmView } from "../../../simulator";
import type { Action } from "./case";
import type { World } from "./world";

/** From the first create of a resource to the end of its last destroy. */
export class Life {
  /** Power and place of every VM before the first create, by UUID. */
  readonly before: ReadonlyMap<string, VmView>;
  /** VMs that somebody else switched, moved or took away: what becomes of those is theirs to say. */
  readonly touched = new Set<string>();
  /** Somebody else began or ended a session, or switched a host: what that did to VMs is theirs too. */
  disturbed: boolean;
  /** Has a command gone on with it that did not know what was done on another machine? */
  isBlind = false;

  /** @param began by the clock */
  constructor(
    simulator: Simulator,
    readonly began: number,
  ) {
    const { vms, hosts } = simulator.snapshot();
    this.before = new Map(vms.map((vm) => [vm.localId, vm]));
    // Somebody's entry or exit may be under way, and moves what is there.
    const theirs = new Set(hosts.filter(({ state }) => state !== "IN_USE").map(({ id }) => id));
    this.disturbed = theirs.size > 0;
    for (const vm of vms) if (theirs.has(vm.hostId)) this.touched.add(vm.localId);
  }

  /** A create gives up what a killed engine has left where somebody has ended that session, and names its VMs. */
  letGo(told: readonly string[]): void {
    const lines = told.filter((line) => line.includes("the session in the journal was ended by somebody else"));
    for (const uuid of this.before.keys()) if (lines.some((line) => line.includes(uuid))) this.touched.add(uuid);
  }

  /** Just before somebody else acts. */
  note(action: Action, world: World): void {
    if ("vm" in action) {
      const uuid = world.vm(action.vm)?.localId;
      // What DRS moves on during the stay is to come back; what it took off the host before was no part of the entry.
      const isOfStay = action.act === "drs" && world.simulator.host(world.hostId).state !== "IN_USE";
      if (uuid && !isOfStay && !["renameVm", "ignoreShutdown"].includes(action.act)) this.touched.add(uuid);
    } else if ("host" in action && action.act !== "renameHost" && action.act !== "restart") {
      this.disturbed = true;
      for (const vm of world.simulator.snapshot().vms) {
        if (["powerOff", "enter", "replaceSession"].includes(action.act) && vm.hostId === world.host(action.host))
          this.touched.add(vm.localId);
      }
    }
  }
}

import type { Quirks } from "../quirks";
import type { Clock } from "./clock";
import type { Cluster, Host, Task, Vm } from "./entities";
import type { Ids } from "./ids";
import type { Timings } from "./timings";
import { VmTable } from "./vmTable";

/** What the precheck of one task found. */
export interface Precheck {
  /** `done` of the result; stays false where the check refused. */
  done: boolean;
  shutdownVmUuids: string[];
}

/** The whole simulated CloudTower: plain data and the clock that moves it. */
export class World {
  readonly clusters: Cluster[] = [];
  readonly hosts = new Map<string, Host>();
  readonly vms = new VmTable();
  readonly tasks = new Map<string, Task>();
  /** By task id. */
  readonly prechecks = new Map<string, Precheck>();
  /** Work that waits for its cluster to end data recovery. */
  readonly parked = new Map<Cluster, (() => void)[]>();

  constructor(
    readonly clock: Clock,
    readonly ids: Ids,
    readonly timings: Timings,
    readonly quirks: Quirks,
  ) {}

  vmsOn(host: Host): Vm[] {
    return this.vms.on(host);
  }

  hostsOf(cluster: Cluster): Host[] {
    return [...this.hosts.values()].filter((host) => host.cluster === cluster);
  }

  /** A VM by the UUID that maintenance calls use (`local_id`), or by its id. */
  vmByUuidOrId(uuidOrId: string): Vm | undefined {
    return this.vms.get(uuidOrId) ?? this.vms.byUuid(uuidOrId);
  }

  /** Switches data recovery of a cluster; work that waited for its end goes on. */
  setRecovering(cluster: Cluster, on: boolean): void {
    cluster.recovering = on;
    if (on) return;
    const waiting = this.parked.get(cluster) ?? [];
    this.parked.delete(cluster);
    for (const goOn of waiting) goOn();
  }
}

import type { Quirks } from "../quirks";
import type { Clock } from "./clock";
import type { Alert, Cluster, Host, Label, Vm } from "./entities";
import type { Ids } from "./ids";
import type { Task, TaskUser } from "./task";
import type { Timings } from "./timings";
import { VmTable } from "./vmTable";

/** The result of a precheck. */
export interface Precheck {
  /** `done` of the result; stays false where the check refused. */
  done: boolean;
  shutdownVmUuids: string[];
}

/** The parts of a world. */
export interface WorldParts {
  clock: Clock;
  ids: Ids;
  /** For entities that were added to the simulator later: they change no ids of hosts, VMs and tasks. */
  otherIds: Ids;
  timings: Timings;
  quirks: Quirks;
  /** The user of tasks that were not started through the API. */
  root: TaskUser;
}

/** The whole simulated CloudTower: plain data and the clock that moves it. */
export class World {
  readonly clusters: Cluster[] = [];
  readonly hosts = new Map<string, Host>();
  readonly vms = new VmTable();
  readonly tasks = new Map<string, Task>();
  readonly labels = new Map<string, Label>();
  readonly alerts = new Map<string, Alert>();
  /** By task id. */
  readonly prechecks = new Map<string, Precheck>();
  /** Work that waits for the end of its cluster's data recovery. */
  readonly parked = new Map<Cluster, (() => void)[]>();
  readonly clock: Clock;
  readonly ids: Ids;
  readonly otherIds: Ids;
  readonly timings: Timings;
  readonly quirks: Quirks;
  readonly root: TaskUser;

  constructor(parts: WorldParts) {
    this.clock = parts.clock;
    this.ids = parts.ids;
    this.otherIds = parts.otherIds;
    this.timings = parts.timings;
    this.quirks = parts.quirks;
    this.root = parts.root;
  }

  /** The time by the clusters' clock, which may differ from CloudTower's. */
  clusterNow(): number {
    return this.clock.now() + this.quirks.clusterClockOffset;
  }

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
}

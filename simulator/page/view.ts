import type { Host, Power, Vm } from "../model/entities";
import { progressOf, statusOf } from "../model/jobs";
import type { Task } from "../model/task";
import type { World } from "../model/world";
import { shown } from "./shown";

/** The newest tasks are listed, the others are counted. */
const tasksListed = 12;

/** Where a host stands, in the page's words for it. */
type HostStanding = "use" | "entering" | "maintenance" | "leaving" | "away";

interface VmOnPage {
  id: string;
  name: string;
  power: Power;
  /** Why it is not like the others: "GPU", "pinned", "recycle bin". */
  marks: string[];
}

interface HostOnPage {
  id: string;
  name: string;
  standing: HostStanding;
  /** What else there is to say, such as its connection. */
  note: string;
  /** ms since the epoch, by CloudTower's clock; null: not in maintenance. */
  since: number | null;
  vms: VmOnPage[];
}

interface TaskOnPage {
  id: string;
  what: string;
  status: ReturnType<typeof statusOf>;
  percent: number;
  error: string | null;
  /** ms since the epoch. */
  began: number;
}

/** All that the page shows. */
interface PageView {
  version: string;
  speed: number;
  clusters: { id: string; name: string; note: string; hosts: HostOnPage[]; homeless: VmOnPage[] }[];
  tasks: TaskOnPage[];
  tasksBefore: number;
}

export function pageView(world: World): PageView {
  const vms = [...world.vms.values()];
  const tasks = [...world.tasks.values()];
  return {
    version: world.quirks.version,
    speed: world.clock.speed,
    clusters: world.clusters.map((cluster) => ({
      id: cluster.id,
      name: shown(cluster.name),
      note: cluster.recovery ? "recovering data" : "",
      hosts: world.hostsOf(cluster).map((host) => hostOnPage(world, host)),
      homeless: vms.filter((vm) => vm.cluster === cluster && vm.host === null).map(vmOnPage),
    })),
    tasks: tasks
      .slice(-tasksListed)
      .reverse()
      .map((task) => taskOnPage(world, task)),
    tasksBefore: Math.max(0, tasks.length - tasksListed),
  };
}

function hostOnPage(world: World, host: Host): HostOnPage {
  const standing = standingOf(host);
  return {
    id: host.id,
    name: shown(host.name),
    standing,
    note: noteOn(host),
    since: standing === "use" || standing === "away" ? null : (host.session?.begunAt ?? null),
    vms: world.vmsOn(host).map(vmOnPage),
  };
}

function standingOf(host: Host): HostStanding {
  switch (host.session?.state) {
    case "ENTERING_MAINTENANCE_MODE":
      return "entering";
    case "MAINTENANCE_MODE":
      return host.exiting ? "leaving" : "maintenance";
    case "REMOVING":
      return "away";
    default:
      return isConnected(host) ? "use" : "away";
  }
}

function noteOn(host: Host): string {
  if (host.session?.state === "REMOVING") return "being removed";
  if (isConnected(host)) return "";
  return host.poweredOn ? `no connection (${host.status})` : "switched off";
}

function isConnected({ status }: Host): boolean {
  return status.startsWith("CONNECTED_");
}

function vmOnPage(vm: Vm): VmOnPage {
  const marks = [
    vm.passthrough && vm.device.toUpperCase(),
    vm.mustPlacement && "pinned",
    vm.inRecycleBin && "recycle bin",
  ].filter((mark) => mark !== false);
  return { id: vm.id, name: shown(vm.name), power: vm.power, marks };
}

function taskOnPage(world: World, task: Task): TaskOnPage {
  return {
    id: task.id,
    what: shown(task.description.en),
    status: statusOf(world, task),
    percent: Math.floor(100 * progressOf(world, task)),
    error: task.failure ? shown(task.failure.text.en) : null,
    began: task.createdAt,
  };
}

import type { CloudTower, Host, Vm } from "../../../cloudtower";
import { journalDirectory, readJournal } from "../../../journal";
import { type Fact, messageOf, type Owed, type Stay, stayOf, type TagView } from "../../../lifecycle";
import { inOrder, stateOf } from "../../findHosts";
import type { HostState } from "../../hostQuery";
import { inCluster } from "../../validateQuery";
import { attempt, SOON } from "../attempt";
import { unlessBarred } from "../journal";
import { owedTo } from "./owedTo";

/** The resource that has a session, as the journal names it. */
interface Holder {
  project: string;
  stack: string;
  resource: string;
  /** It took the session over, rather than starting it. */
  adopted: boolean;
  /** Who ran the command. */
  person?: Fact["by"];
  reason?: string | undefined;
  /** Nothing shows that the session on the host is this resource's, and nothing shows that it is not. */
  isGuess: boolean;
}

/** A host as `hosts --json` prints it. What is absent is not known. */
export interface HostView {
  id: string;
  name: string;
  clusterId: string;
  clusterName: string;
  connection: string;
  state: HostState;
  /** What CloudTower calls a state that is `unknown`. */
  reportedState?: string | undefined;
  since?: string | undefined;
  jobId?: string | undefined;
  holder?: Holder | undefined;
  /** What name tags on the host say; absent if there is none. */
  tags?: TagView[];
  exitSubmittedAt?: string | undefined;
  vms?: { running: number; off: number; other: number };
  owed?: Owed;
}

export interface Fleet {
  server: string;
  /** By CloudTower's clock. */
  at: string;
  /** The directory whose facts were read; absent if the journal is off. */
  journal?: string | undefined;
  /** Why facts may be missing: a sentence on the journal, or a part of it, that was not read. */
  journalUnread?: string | undefined;
  hosts: HostView[];
  /** How many hosts were looked at. */
  total: number;
  /** What could not be read, and why. */
  notKnown: string[];
}

/** Which hosts to look at. */
export interface Which {
  cluster?: string | undefined;
  /** Leave out those that are in use. */
  inMaintenance?: boolean | undefined;
}

/** Looks at all hosts, or some of them. @throws CloudTowerError if they cannot be read */
export async function survey(
  cloudTower: CloudTower,
  journalSetting: string | undefined,
  { cluster, inMaintenance }: Which,
): Promise<Fleet> {
  const all = await cloudTower.hosts(inCluster(cluster), SOON);
  const hosts = inOrder(inMaintenance ? all.filter((host) => stateOf(host) !== "in-use") : all);
  const directory = await journalDirectory(journalSetting);
  const { facts, problems, unread } =
    directory === undefined
      ? { facts: [], problems: [], unread: undefined }
      : await unlessBarred(directory, { facts: [] }, readJournal);
  const failed = new Set<string>();
  const unlessFailed = async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
    const answer = await attempt(read);
    if ("value" in answer) return answer.value;
    failed.add(`${what}: ${messageOf(answer.error)}`);
    return undefined;
  };
  const views = hosts.map(async (host): Promise<HostView> => {
    const stay = stayOf(host, factsOf(host, facts, cloudTower.servers));
    const [vms, owed] = await Promise.all([
      unlessFailed("the VMs of hosts could not be read", () => cloudTower.vmsOnHost(host.id, SOON)),
      owedTo(cloudTower, host, stay, unlessFailed),
    ]);
    return viewOf(host, stay, vms, owed);
  });
  return {
    hosts: await Promise.all(views),
    total: all.length,
    server: cloudTower.server,
    at: new Date(cloudTower.serverNow()).toISOString(),
    journal: directory,
    ...(unread === undefined ? {} : { journalUnread: unread }),
    notKnown: [...problems.map((text) => `left out of the journal: ${text}`), ...failed],
  };
}

/** The address may have changed since. A job id shows that it is the same host of the same CloudTower all the same. */
function factsOf({ id, session }: Host, facts: readonly Fact[], servers: readonly string[]): Fact[] {
  return facts.filter(
    ({ record }) =>
      record.hostId === id &&
      (servers.includes(record.server) || (record.maintenanceJobId && record.maintenanceJobId === session?.jobId)),
  );
}

function viewOf(host: Host, stay: Stay, vms: readonly Vm[] | undefined, owed: Owed | undefined): HostView {
  const { id, name, clusterId, clusterName, status, session } = host;
  const state = stateOf(host);
  const isOpen = state !== "in-use" || (owed && owed.start.length + owed.moveBack.length > 0);
  return {
    id,
    name,
    clusterId,
    clusterName,
    connection: status,
    state,
    ...(state === "unknown" ? { reportedState: session?.state } : {}),
    ...(state === "in-use" ? {} : { since: stay.since, jobId: session?.jobId }),
    ...(stay.tags.length > 0 ? { tags: stay.tags } : {}),
    // Of a session that is over and owes nothing, nobody needs to hear.
    ...(isOpen ? { holder: holderOf(stay), exitSubmittedAt: stay.exitAt, ...(owed ? { owed } : {}) } : {}),
    ...(vms ? { vms: countsOf(vms) } : {}),
  };
}

function holderOf({ holder, isGuess }: Stay): Holder | undefined {
  if (!holder) return undefined;
  const { owner, reason, record, by: person } = holder;
  const [project = "", stack = "", ...resource] = owner.split("/");
  return { project, stack, resource: resource.join("/"), adopted: record.adopted, person, reason, isGuess };
}

function countsOf(vms: readonly Vm[]) {
  const there = vms.filter(({ inRecycleBin, powerState }) => !inRecycleBin && powerState !== "DELETED");
  const running = there.filter(({ powerState }) => powerState === "RUNNING").length;
  const off = there.filter(({ powerState }) => powerState === "STOPPED").length;
  return { running, off, other: there.length - running - off };
}

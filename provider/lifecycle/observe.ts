import { type Host, pollUntil } from "../cloudtower";
import type { Context } from "./context";
import { during, LifecycleError } from "./errors";
import { type HostState, hostState, isOurs } from "./hostState";
import type { SessionRecord } from "./record";
import { SETTLE_MS, Staying } from "./staying";
import { namesOf } from "./vms";

/** A host that shows no session now and then keeps us no longer than this. */
const LONGEST_SETTLE_MS = 4 * SETTLE_MS;

/** Reads the host that a program names. */
export async function observe(context: Context, hostId: string): Promise<Host> {
  const { server } = context.cloudTower;
  const next = "check cloudtower:server and the credentials, then run the same command again; nothing was changed";
  const host = await during({ host: hostId, phase: "observe", what: "the host could not be read", next }, () =>
    context.cloudTower.host(hostId, { signal: context.signal }),
  );
  if (host) return host;
  throw new LifecycleError({
    host: hostId,
    phase: "observe",
    what: `${server} shows no host with the id ${JSON.stringify(hostId)} to this user`,
    next: "check hostId (getHost finds it by name) and that the user may see the host; nothing was changed",
  });
}

/**
 * Reads the host of a recorded session; undefined when it is gone from its cluster. Refuses when this is not the
 * CloudTower of the record: a host that is missing there says nothing about ours.
 */
export async function observeRecorded(context: Context, record: SessionRecord): Promise<Host | undefined> {
  const { cloudTower, signal } = context;
  const failure = { host: record.hostName, phase: "observe" as const, record };
  const next = "check cloudtower:server and the credentials, then run the same command again; nothing was changed";
  return during({ ...failure, what: "the host could not be read", next }, async () => {
    const renamed = cloudTower.server !== record.server;
    const host = await (renamed ? cloudTower.host(record.hostId, { signal }) : shown(context, record.hostId));
    // Ids alone do not tell one CloudTower from another, restored from its backup: our session does.
    const isKnown = record.maintenanceJobId !== undefined || record.enteredAt !== undefined;
    const showsOurs = host !== undefined && hostState(host) !== "in-use" && isKnown && isOurs(record, host);
    const sameTower = !renamed || showsOurs;
    if (host && host.clusterId === record.clusterId && sameTower) return settled(context, host);
    if (renamed) {
      throw new LifecycleError({
        ...failure,
        what: `the session was entered on ${record.server}, and ${cloudTower.server}, which the settings give now, ${host ? "does not show our session on this host" : "does not show this host"}`,
        next: `set cloudtower:server (CLOUDTOWER_SERVER), or the server of the connection that the resource names, to ${record.server}; or, if this is that CloudTower under a new name and the session is over, see that its VMs run, then pulumi state delete; nothing was changed`,
      });
    }
    // Moved to another cluster: still the host that we put into maintenance.
    if (host) return settled(context, host);
    const [others, guests] = await Promise.all([
      cloudTower.hostsOfCluster(record.clusterId, { signal }),
      cloudTower.vmsOnHost(record.hostId, { signal }),
    ]);
    if (others.length > 0 && guests.length === 0) return undefined;
    const seen =
      guests.length > 0
        ? `does not show the host to this user, and shows VMs on it (${namesOf(guests)})`
        : `shows neither the host nor any other host of its cluster ${record.clusterName} to this user`;
    throw new LifecycleError({
      ...failure,
      what: `${cloudTower.server} ${seen}, so that it may only be hidden`,
      next: "check that the user may see the cluster and its hosts, then run the same command again; if the host is really gone: pulumi state delete",
    });
  });
}

/** A host that is missing is believed to be gone only after it has stayed so for a while: one answer may lack it. */
async function shown(context: Context, hostId: string): Promise<Host | undefined> {
  return pollHost(context, hostId, context.clock.now() + SETTLE_MS, () => true);
}

/** A host of ours that shows no session at all is believed only after it has stayed so for a while. */
async function settled(context: Context, host: Host): Promise<Host> {
  if (host.session) return host;
  const none = new Staying(context.clock);
  none.see(true);
  const deadline = context.clock.now() + LONGEST_SETTLE_MS;
  const isSettled = (seen: Host) => seen.session !== undefined || none.see(true);
  return (await pollHost(context, host.id, deadline, isSettled)) ?? host;
}

/** The host once it is in use: no session at all is no proof of an exit that nobody has confirmed, unless it stays so. */
export async function inUseForSure(context: Context, host: Host, deadline: number): Promise<Host | undefined> {
  const { clock } = context;
  const none = new Staying(clock);
  const seen = await pollHost(context, host.id, deadline, ({ session }) => {
    return none.see(session === undefined) || session?.state === "IN_USE";
  });
  return seen && !none.isLong ? settled(context, seen) : seen;
}

/** Reads the host again and again until it is as wanted: returns it, or at the deadline its last reading. */
export async function pollHost(
  { cloudTower, clock, signal }: Context,
  hostId: string,
  deadline: number,
  wanted: (host: Host, state: HostState) => boolean,
): Promise<Host | undefined> {
  return pollUntil(
    { clock, signal, deadline },
    () => cloudTower.host(hostId, { signal, patienceMs: Math.max(SETTLE_MS, deadline - clock.now()) }),
    (host) => host !== undefined && wanted(host, hostState(host)),
  );
}

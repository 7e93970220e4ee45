import type { Host, Vm } from "../cloudtower";
import type { Consent, Sight } from "../lifecycle/context";
import { type About, during } from "../lifecycle/report/failure";
import { failures } from "../lifecycle/report/failures";
import { countVms, namesOf } from "../lifecycle/report/words";
import { hostState } from "../lifecycle/situation/evidence";
import { identifyVms, mustFit, type Objections, objections } from "../lifecycle/steps/consent";
import { precheck } from "../lifecycle/steps/precheck";

/** What entering maintenance would do to the VMs of a host now. */
export type Impact = { hostName: string } & (
  | { otherHost: string }
  | {
      shutdownVms: Vm[];
      /** How many would migrate. */
      migrating: number;
      objections: Objections;
    }
);

/**
 * Finds out what entering would do; changes nothing. A precheck is sent only for a host in use, and only where no other
 * host of its cluster is in maintenance, which CloudTower would refuse.
 * @returns undefined for a host that is not in use: there is nothing to enter
 */
export async function impact(
  context: Sight,
  request: Consent & { hostId: string; precheckMs: number },
): Promise<Impact | undefined> {
  const { cloudTower, signal } = context;
  const { hostId } = request;
  const asked: About = { verb: "create", host: hostId };
  const host = await during(
    (cause) => failures.hostUnreadable({ ...asked, cause }),
    () => cloudTower.host(hostId, { signal }),
  );
  if (!host) throw failures.hostNotShown(asked, cloudTower.server, hostId);
  if (hostState(host) !== "in use") return undefined;
  const about: About = { verb: "create", host: host.name };
  const [others, vms] = await during(
    (cause) => failures.vmsUnreadable({ ...about, cause }),
    () =>
      Promise.all([cloudTower.hostsOfCluster(host.clusterId, { signal }), cloudTower.vmsOnHost(hostId, { signal })]),
  );
  const hostName = host.name;
  const other = others.find((candidate) => candidate.id !== hostId && isAway(candidate));
  if (other) return { hostName, otherHost: other.name };
  const ids = await precheck(context, about, host, request.precheckMs);
  const shutdownVms = await identifyVms(context, ids, vms);
  await mustFit(context, about, host, request, vms);
  const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
  return {
    hostName,
    shutdownVms,
    migrating: vms.filter((vm) => !shut.has(vm.vmUuid)).length,
    objections: await objections(context, request, shutdownVms),
  };
}

function isAway(host: Host): boolean {
  return ["entering", "in maintenance"].includes(hostState(host));
}

/** The impact as a person reads it. */
export function describeImpact(impact: Impact): string {
  const { hostName } = impact;
  if ("otherHost" in impact) {
    return `Entering maintenance of ${hostName} is refused while ${impact.otherHost} of the same cluster is in maintenance (in a replacement that host leaves first).`;
  }
  const { shutdownVms, migrating, objections: against } = impact;
  const shut =
    shutdownVms.length === 0
      ? "no VM would be shut down"
      : `${countVms(shutdownVms.length)} would be shut down: ${namesOf(shutdownVms)}`;
  const sentences = [`Entering maintenance of ${hostName}: ${shut}; ${migrating} would migrate to other hosts.`];
  const refused = (vms: readonly Vm[], why: string) => {
    if (vms.length > 0) sentences.push(`pulumi up will refuse: ${why}: ${namesOf(vms)}.`);
  };
  refused(against.own, "CloudTower itself runs in");
  refused(against.notCovered, "allowShutdown does not cover");
  refused(against.beyondCap, "the setting cloudtower:allowShutdown does not cover");
  return sentences.join(" ");
}

/** Is this something that a person should see before going on? */
export function isAlarming(impact: Impact): boolean {
  return "otherHost" in impact || impact.shutdownVms.length > 0;
}

/** Would `up` be refused for want of consent? Another host that is in maintenance may leave first, in a replacement. */
export function isRefused(impact: Impact): boolean {
  return !("otherHost" in impact) && Object.values(impact.objections).some((vms) => vms.length > 0);
}

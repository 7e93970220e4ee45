import type { Host, Vm } from "../cloudtower";
import { type Agreement, type Objections, objections } from "./agree";
import type { Context } from "./context";
import { during } from "./errors";
import { hostState } from "./hostState";
import { observe } from "./observe";
import { precheck } from "./precheck";
import { countVms, identify, namesOf } from "./vms";

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
  context: Context,
  request: Agreement & { hostId: string; precheckMs: number },
): Promise<Impact | undefined> {
  const { cloudTower, signal } = context;
  const host = await observe(context, request.hostId);
  if (hostState(host) !== "in-use") return undefined;
  const hostName = host.name;
  const failure = { host: hostName, phase: "observe" as const, what: "hosts and VMs could not be read" };
  const [others, vms] = await during({ ...failure, next: "run pulumi preview again; nothing was changed" }, () =>
    Promise.all([cloudTower.hostsOfCluster(host.clusterId, { signal }), cloudTower.vmsOnHost(host.id, { signal })]),
  );
  const other = others.find((candidate) => candidate.id !== host.id && isAway(candidate));
  if (other) return { hostName, otherHost: other.name };
  const { shutdownVms: names } = await precheck(context, host, request.precheckMs);
  const shutdownVms = await identify(context, names, vms);
  const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
  return {
    hostName,
    shutdownVms,
    migrating: vms.filter((vm) => !shut.has(vm.vmUuid)).length,
    objections: await objections(context, host, request, shutdownVms, vms),
  };
}

function isAway(host: Host): boolean {
  return ["entering", "maintenance"].includes(hostState(host));
}

/** The impact as a person reads it. */
export function describeImpact(impact: Impact): string {
  const { hostName } = impact;
  if ("otherHost" in impact) {
    return `Entering maintenance of ${hostName} is refused while ${impact.otherHost} of the same cluster is in maintenance (in a replacement that host is taken out first).`;
  }
  const { shutdownVms, migrating, objections: against } = impact;
  const shut =
    shutdownVms.length === 0
      ? "no VM would be shut down"
      : `${countVms(shutdownVms.length)} would be shut down: ${namesOf(shutdownVms)}`;
  const sentences = [`Entering maintenance of ${hostName}: ${shut}; ${migrating} would migrate to other hosts.`];
  const refused = (vms: readonly Vm[], why: string) => {
    if (vms.length > 0) sentences.push(`${why}, so that the entry would be refused: ${namesOf(vms)}.`);
  };
  refused(against.own, "CloudTower itself runs in one of them");
  refused(against.notAgreed, "Not covered by allowShutdown");
  refused(against.beyondCap, "Not covered by the setting cloudtower:allowShutdown");
  return sentences.join(" ");
}

/** Is this something that a person should see before going on? */
export function isAlarming(impact: Impact): boolean {
  return "otherHost" in impact || impact.shutdownVms.length > 0;
}

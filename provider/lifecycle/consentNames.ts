import { distance } from "fastest-levenshtein";
import type { Host, Vm } from "../cloudtower";
import { quoted } from "../describe";
import { type Consent, isVmIdentifier } from "./consent";
import type { Context } from "./context";
import { during, LifecycleError } from "./errors";
import { namesOf } from "./vms";

const CANDIDATES = 3;
/** A name is told in full, unless it is none. */
const LONGEST_NAME = 200;

/** Who says so: the resource, or the stack's setting, which speaks for hosts of every cluster. */
type Voice = "argument" | "setting";

/**
 * A consent by UUIDs only: names are looked up among the VMs of the host's cluster. Sends nothing where there are none.
 * A name in the setting that no VM of this cluster has may be meant for another cluster, and covers nothing here.
 * @throws LifecycleError for a name that no VM has, with those that come close, or that several have, with all of them
 */
export async function byUuid(
  context: Context,
  host: Host,
  consent: Consent,
  voice: Voice,
  near: readonly Vm[],
): Promise<Consent> {
  if (typeof consent === "string") return consent;
  const names = consent.filter((entry) => !isVmIdentifier(entry));
  if (names.length === 0) return consent;
  const reading = {
    host: host.name,
    phase: "consent" as const,
    what: "the VMs named in allowShutdown could not be looked up",
  };
  const next = "run the same command again; nothing was changed";
  const vms = await during({ ...reading, next }, () =>
    context.cloudTower.vmsByName(host.clusterId, names, { signal: context.signal }),
  );
  const meant =
    voice === "argument"
      ? consent
      : consent.filter((entry) => isVmIdentifier(entry) || vms.some((vm) => vm.name === entry));
  return meant.map((entry) => (isVmIdentifier(entry) ? entry : onlyOne(host, entry, voice, vms, near).vmUuid));
}

function onlyOne(host: Host, name: string, voice: Voice, vms: readonly Vm[], near: readonly Vm[]): Vm {
  const matches = vms.filter((vm) => vm.name === name);
  const [match] = matches;
  if (match && matches.length === 1) return match;
  const several = matches.map((vm) => `${namesOf([vm])}${vm.hostName ? ` on ${vm.hostName}` : ""}`).join(", ");
  const speaker = voice === "argument" ? "allowShutdown" : "the setting cloudtower:allowShutdown";
  throw new LifecycleError({
    host: host.name,
    phase: "consent",
    what: match
      ? `${speaker} names ${quoted(name, LONGEST_NAME)}, and ${matches.length} VMs of cluster ${host.clusterName} have that name: ${several}`
      : `${speaker} names ${quoted(name, LONGEST_NAME)}, and no VM of cluster ${host.clusterName} has that name${closest(name, near)}`,
    next: match
      ? "give the UUID in its place; nothing was changed"
      : "correct the name or take it out; nothing was changed",
  });
}

function closest(name: string, vms: readonly Vm[]): string {
  const candidates = vms
    .filter((vm) => vm.name !== "")
    .sort((one, other) => distance(name, one.name) - distance(name, other.name))
    .slice(0, CANDIDATES);
  return candidates.length === 0 ? "" : `; near to it on the host: ${namesOf(candidates)}`;
}

// An owner is a resource by project, stack, types of its parents, and name.

const TYPES = "pulumi-nodejs:dynamic/cloudtower:";
/** Before the name of a run, because a session and a run may have the same name. */
const OF_RUNS = "HostMaintenanceRun$";

/** Project and stack of an owner. */
export function stackOf(owner: string): string {
  return owner.split("/").slice(0, 2).join("/");
}

/** The resource's URN, and whether it is a run; undefined if the owner lacks one of its parts. */
function resourceOf(owner: string): { urn: string; isRun: boolean } | undefined {
  const [project, stack, ...rest] = owner.split("/");
  const path = rest.join("/");
  if (!project || !stack || !path) return undefined;
  const parents = /^(?:[^:$]+:[^:$]*:[^:$]+\$)+/.exec(path)?.[0] ?? "";
  const own = path.slice(parents.length);
  const isRun = own.startsWith(OF_RUNS);
  const name = isRun ? own.slice(OF_RUNS.length) : own;
  const type = `${TYPES}${isRun ? "HostMaintenanceRun" : "HostMaintenanceMode"}`;
  return { urn: `urn:pulumi:${stack}::${project}::${parents}${type}::${name}`, isRun };
}

/** The resource's URN; undefined if the owner lacks one of its parts. */
export function urnOf(owner: string): string | undefined {
  return resourceOf(owner)?.urn;
}

/** The URN of a run; undefined if the owner is not one. */
export function urnOfRun(owner: string): string | undefined {
  const resource = resourceOf(owner);
  return resource?.isRun ? resource.urn : undefined;
}

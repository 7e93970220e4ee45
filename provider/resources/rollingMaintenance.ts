import * as pulumi from "@pulumi/pulumi";
import { quoted } from "../text/foreign";
import { HostMaintenanceRun, withoutPreview } from "./hostMaintenanceRun";
import type { EachRunArgs, RollingHost, RollingMaintenanceArgs, Rolls } from "./rollingArguments";
import { choiceProblem, chosenHosts } from "./rollingHosts";
import { programError } from "./say";

/** It is in the URNs of the runs. */
const TYPE = "cloudtower:index:RollingMaintenance";

/**
 * The same work on many hosts, in maintenance: one {@link HostMaintenanceRun} for each host, one after the other in each cluster, clusters
 * side by side. A host that is done stays done at the next `up`; a host that is new is done then. If a run fails, its cluster stops there,
 * and the next `up` goes on from where it stopped; with `--continue-on-error`, the other clusters go on. Other `triggers` are another round.
 *
 * @example
 * ```ts
 * new RollingMaintenance("bios", { clusters: ["east", "west"], run: "./flash.sh", reboot: true, verify: "./healthy.sh", triggers: ["2.4.1"] });
 * ```
 */
export class RollingMaintenance extends pulumi.ComponentResource {
  /** The hosts, cluster by cluster, in the order of their runs. */
  readonly hosts: pulumi.Output<RollingHost[]>;
  /** Their runs, in the same order. */
  readonly runs: pulumi.Output<HostMaintenanceRun[]>;

  /**
   * @param name the resource's name in the stack
   * @param args see {@link RollingMaintenanceArgs}
   * @throws RunError if the choice of hosts is wrong, names a cluster or a host that is not there, or is empty; and if CloudTower cannot be
   *   asked. Then no run is made
   */
  constructor(name: string, args: RollingMaintenanceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clusters, hosts, except, order, ...work } = args ?? {};
    const choice = { clusters, hosts, except, order, connection: work.connection };
    const problem = choiceProblem(choice);
    if (problem) throw programError(`RollingMaintenance ${quoted(String(name))}: ${problem}`);
    super(TYPE, name, {}, opts);
    const rolls = chosenHosts(choice).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw programError(`RollingMaintenance ${quoted(String(name))}: ${why}`);
    });
    const runs = rolls.then((found) => this.#register(name, found, work));
    this.hosts = pulumi.output(rolls.then((found) => found.flat()));
    this.runs = pulumi.output(runs.then((found) => found.flat()));
    this.registerOutputs({ hosts: this.hosts });
  }

  /** Makes the runs. Their names have the host's id and nothing else of the host, so that one that is renamed or moved stays done. */
  #register(name: string, rolls: Rolls, work: EachRunArgs): HostMaintenanceRun[][] {
    const runs = rolls.map((hosts) => {
      let last: HostMaintenanceRun | undefined;
      return hosts.map(({ id }) => {
        const opts = { parent: this, ...(last ? { dependsOn: last } : {}) };
        last = withoutPreview(() => new HostMaintenanceRun(`${name}-${id}`, { ...work, hostId: id }, opts));
        return last;
      });
    });
    if (pulumi.runtime.isDryRun()) {
      void import("./rollingPreview.js").then(({ tellRolls }) => tellRolls(rolls, runs));
    }
    return runs;
  }
}

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
export class RollingMaintenance extends pulumi.ComponentResource<Rolling> {
  /** The hosts, cluster by cluster, in the order of their runs. */
  readonly hosts: pulumi.Output<RollingHost[]>;
  /** Their runs, in the same order. */
  readonly runs: pulumi.Output<HostMaintenanceRun[]>;
  readonly #rolling: Promise<Rolling>;

  /**
   * @param name the resource's name in the stack
   * @param args see {@link RollingMaintenanceArgs}
   * @param opts Pulumi's options. What depends on this resource waits for all of its runs
   * @throws RunError if the choice of hosts is wrong, names a cluster or a host that is not there, or is empty; and if CloudTower cannot be
   *   asked. Then the program fails before any run is registered, and Pulumi keeps those that are in the state
   */
  constructor(name: string, args: RollingMaintenanceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clusters, hosts, except, order, ...work } = args ?? {};
    const choice = { clusters, hosts, except, order, connection: work.connection };
    const failed = (why: string) => programError(`RollingMaintenance ${quoted(String(name))}: ${why}`);
    const problem = choiceProblem(choice);
    if (problem) throw failed(problem);
    super(TYPE, name, {}, opts);
    this.#rolling = chosenHosts(choice).then(
      (rolls) => this.#register(name, rolls, work),
      (error: unknown) => {
        throw failed(error instanceof Error ? error.message : String(error));
      },
    );
    this.hosts = pulumi.output(this.#rolling.then(({ rolls }) => rolls.flat()));
    this.runs = pulumi.output(this.#rolling.then(({ runs }) => runs.flat()));
  }

  /** Pulumi waits for this before it asks which children there are, for those that depend on them. */
  protected override async initialize(): Promise<Rolling> {
    // Pulumi's constructor calls this, before the one above has gone on.
    await Promise.resolve();
    return this.#rolling;
  }

  /** Makes the runs. Their names have the host's id and nothing else of the host, so that one that is renamed or moved stays done. */
  #register(name: string, rolls: Rolls, work: EachRunArgs): Rolling {
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
    this.registerOutputs({ hosts: rolls.flat() });
    return { rolls, runs };
  }
}

/** The hosts of each cluster, and their runs. */
interface Rolling {
  rolls: Rolls;
  runs: HostMaintenanceRun[][];
}

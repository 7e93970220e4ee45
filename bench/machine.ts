import { cpus, loadavg, release, totalmem, type } from "node:os";

/** Describes the machine. The load is that of the last minute, before and after. */
export function machine(engineVersion: string, loadBefore: number): string {
  const [cpu] = cpus();
  const load = `load ${loadBefore.toFixed(1)} before, ${loadavg()[0]?.toFixed(1)} after (the bench's own included)`;
  return [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    `${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}, Node ${process.versions.node}, Pulumi ${engineVersion}`,
    load,
  ].join("; ");
}

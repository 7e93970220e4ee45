import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Where process numbers mean the same. */
export interface Machine {
  name: string;
  /** Another one after each reboot, and in each container. Empty where start times of processes are dates, which suffices. */
  boot: string;
}

export function thisMachine(): Machine {
  return { name: hostname(), boot: process.platform === "linux" ? linuxBoot() : "" };
}

function linuxBoot(): string {
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
}

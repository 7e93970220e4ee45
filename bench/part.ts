import type { Figure } from "./figures.js";
import type { Project } from "./project.js";

/** What each part of the bench gets. */
export interface Bench {
  project: Project;
  /** For temporary files. */
  dir: string;
  full: boolean;
  /** Numbers of hosts for the commands' wall time. */
  hosts: readonly number[];
}

/** A part: what it measures, why that takes long, and the figures. */
export interface Part {
  name: string;
  why: string;
  run(bench: Bench): Promise<Figure[]>;
}

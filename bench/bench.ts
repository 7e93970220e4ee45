import type { Figure } from "./figures.js";
import type { Project } from "./project.js";

/** What a part of the bench gets. */
export interface Bench {
  project: Project;
  /** For files that are gone afterwards. */
  dir: string;
  full: boolean;
}

/** A part: what it measures, why that takes long, and the figures. */
export interface Part {
  name: string;
  why: string;
  run(bench: Bench): Promise<Figure[]>;
}

/** What the provider needs to find a simulator. */
export function settings(url: string): NodeJS.ProcessEnv {
  return { CLOUDTOWER_SERVER: url, CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: "simulator" };
}

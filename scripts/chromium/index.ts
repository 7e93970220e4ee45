import { ensureTool } from "../ensureTool.js";
import { CHROMIUM_VERSION, fetchChromium, fetchProblem } from "./fetch.js";
import { findChromium, problemOf } from "./find.js";

/** Finds a Chromium for tests of pages, or fetches one. @returns the path of its executable */
export function ensureChromium(): Promise<string> {
  return ensureTool({
    name: "chromium",
    title: "Chromium",
    choice: "PULUMI_CLOUDTOWER_CHROMIUM",
    version: CHROMIUM_VERSION,
    place: "chromium",
    findInstalled: findChromium,
    problemOf,
    fetchProblem,
    fetch: fetchChromium,
    install: "on Debian: apt-get install chromium",
  });
}

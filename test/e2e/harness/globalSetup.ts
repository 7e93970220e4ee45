import type { TestProject } from "vitest/node";
import { type E2eSetup, installTemplate } from "./install.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** `error` instead, if set-up failed: then each real-engine test fails with it, and the others still run. */
    e2e: E2eSetup | { error: string };
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { setup, dispose } = await installTemplate();
  if ("error" in setup) console.error(setup.error);
  project.provide("e2e", setup);
  return dispose;
}

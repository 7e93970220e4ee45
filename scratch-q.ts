import fc from "fast-check";
import { anyCase } from "./test/reliability/model/arbitraries";
const ids = process.argv[4]!.split(",").map(Number);
const cases = fc.sample(anyCase, { numRuns: Number(process.argv[3]), seed: Number(process.argv[2]) });
for (const i of ids) { const c = cases[i]!; console.log(i, c.quirks.syncMutations, c.quirks.sessionHiddenFor, c.policy.timeoutSeconds, c.steps.map((s: any) => s.do + (s.policy ? s.policy.timeoutSeconds : "") + (s.kill ? "K" : "") + (s.action?.act ?? s.meanwhile?.action.act ?? "") ).join(" ")); }

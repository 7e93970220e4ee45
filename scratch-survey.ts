import fc from "fast-check";
import { anyCase } from "./test/reliability/model/arbitraries";
import { runCase } from "./test/reliability/model/runCase";
const [, , seed = "1", n = "300", show = "", only = ""] = process.argv;
(async () => {
  const cases = fc.sample(anyCase, { numRuns: Number(n), seed: Number(seed) });
  const t = Date.now();
  const classes = new Map<string, number[]>();
  const counts: Record<string, number> = {};
  for (const [i, c] of cases.entries()) {
    if (only && !only.split(",").includes(String(i))) continue;
    try {
      const r = await runCase(c);
      for (const [k, v] of Object.entries(r)) counts[k] = (counts[k] ?? 0) + v;
    } catch (e) {
      const m = e instanceof Error ? e.message : String(e);
      console.error(`#${i} ${m.split("\n")[0]}`);
      const key = m.split("\n")[0]!.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "U").replace(/vm-\d+|renamed-\S+/g, "VM");
      classes.set(key, [...(classes.get(key) ?? []), i]);
      if (show && new RegExp(show).test(key)) console.log(`#${i} ${JSON.stringify(c)}\n${e instanceof Error ? e.stack : e}\n`);
    }
  }
  console.log(JSON.stringify(counts), `${Math.round((Date.now() - t) / 1000)} s`);
  for (const [k, v] of classes) console.log(`${v.length} × ${k.slice(0, 300)}: ${v.slice(0, 12)}`);
  process.exit(0);
})();

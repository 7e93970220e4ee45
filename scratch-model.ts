import { checkProperty } from "./test/reliability/model/property";
const [, , from = "1", to = "1", runs = "300", lines = "14", path] = process.argv;
(async () => {
  for (let seed = Number(from); seed <= Number(to); seed++) {
    const t = Date.now();
    const r = await checkProperty({ runs: Number(runs), seed, path });
    console.log(`seed ${seed}: ${r.runs} runs, ${JSON.stringify(r.counts)}, ${Math.round((Date.now() - t) / 1000)} s`);
    if (r.failure) console.log(r.failure.split("\n").filter((l) => !/^\s+at /.test(l)).slice(0, Number(lines)).map((l) => l.slice(0, 1500)).join("\n"));
  }
  process.exit(0);
})();

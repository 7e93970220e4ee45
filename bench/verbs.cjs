// A stand-in for the provider process, run in the project's directory: the installed verbs, for all hosts of hosts.json
// at once, and then its own peak of memory on stdout. The SDK is loaded too, as it is in the real one.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

const load = createRequire(`${process.cwd()}/index.js`);
load("@pulumi/pulumi");
const verbs = load("pulumi-cloudtower/dynamic");
// Progress is what the real process prints; here stdout is for the figure.
console.log = () => undefined;

async function main() {
  const ids = JSON.parse(readFileSync("hosts.json", "utf8"));
  const stub = 'exports.handler=()=>require("pulumi-cloudtower/dynamic")';
  const states = await Promise.all(
    ids.map(async (hostId) => {
      const given = { hostId, __provider: stub, __owner: `bench/verbs/${hostId}` };
      const { inputs } = await verbs.check({}, given);
      return verbs.create(inputs);
    }),
  );
  await Promise.all(states.map(({ id, outs }) => verbs.delete(id, outs)));
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"));
  process.stdout.write(`${Number(kilobytes) * 1024}\n`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

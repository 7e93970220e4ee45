import { it } from "vitest";
import { startSimulator } from "../../simulator";
import { createProject } from "./harness";
it("what is known", async () => {
  const sim = await startSimulator({ speed: 1000 });
  const hosts = sim.snapshot().hosts;
  const program = (hostName: string, extra = "") => `
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode, getHost } from "pulumi-cloudtower";
const h = getHost({ name: "${hostName}", cluster: "east" });
const r: any = new HostMaintenanceMode("x", { hostId: h.then(x => x.id), ${extra} }, { transforms: [({ props, opts }: any) => { if (props.reason === "t") props.reason = "transformed"; return { props, opts }; }] });
const names = ["id", "urn", "hostId", "allowShutdown", "restore", "timeouts", "reason", "connection", "ifAlreadyInMaintenance", "onForeignSession", "phase", "hostName", "shutdownVms", "__owner", "jobId", "taskId"];
(async () => { const lines = [] as string[];
for (const n of names) { const o = r[n]; if (!o) { lines.push(n + " -"); continue; } const known = await o.isKnown; lines.push(n + " " + known + " " + String(JSON.stringify(await o.promise(true))).slice(0, 60)); }
console.log("SEEN\\n" + lines.join("\\n")); })();
`;
  const p = await createProject({ program: program("node-1", `reason: "t"`), config: { "cloudtower:server": sim.url, "cloudtower:username": "root" }, secrets: { "cloudtower:password": "simulator" } });
  const show = (name: string, text: string) => console.log(`=== ${name}\n${text}`);
  show("create", (await p.preview()).all);
  show("up", (await p.up()).all);
  show("unchanged", (await p.preview()).all);
  await p.setProgram(program("node-1", `reason: "other"`));
  show("update", (await p.preview()).all);
  await p.setProgram(program("node-2", `reason: "t"`));
  show("replace", (await p.preview()).all);
  await sim.close();
  void hosts;
}, 300_000);

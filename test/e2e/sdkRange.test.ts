// The oldest Pulumi SDK that the package allows, and the newest when this was written: the same programs, from each kind of module.
import { expect, it } from "vitest";
import { createProject, type Language, OLDEST_SDK, STACK_TRACE, setupWith } from "./harness/index.js";
import { openSimulator, places } from "./oneHost";

const NEWEST_SDK = "3.276.0";

/** A host in a component. A transform gives what the program leaves out. `former` is the name of the component before. */
function program(language: Language, component: string, former?: string): string {
  const imports =
    language === "js"
      ? 'const pulumi = require("@pulumi/pulumi");\nconst { getHost, HostMaintenanceMode } = require("pulumi-cloudtower");'
      : 'import * as pulumi from "@pulumi/pulumi";\nimport { getHost, HostMaintenanceMode } from "pulumi-cloudtower";';
  const parameters = language === "ts" ? "name: string, options: pulumi.ComponentResourceOptions" : "name, options";
  const aliases = former === undefined ? "" : `, aliases: [{ name: "${former}" }]`;
  return `${imports}
class Rack extends pulumi.ComponentResource {
  constructor(${parameters}) {
    super("test:index:Rack", name, {}, options);
    const hostId = getHost({ name: "node-1", cluster: "east" }).then(({ id }) => id);
    new HostMaintenanceMode("host", { hostId }, { parent: this });
  }
}
new Rack("${component}", {
  transforms: [({ type, props, opts }) =>
    type.endsWith(":HostMaintenanceMode") ? { props: { ...props, allowShutdown: "all" }, opts } : undefined]${aliases},
});
`;
}

it.each([OLDEST_SDK, NEWEST_SDK])("@pulumi/pulumi %s", async (version) => {
  const { simulator, withoutConsent: env } = await openSimulator();
  const before = places(simulator);
  const setup = await setupWith(version);
  const languages = ["ts", "js", "esm"] as const;
  for (const language of languages) {
    const project = await createProject({ program: program(language, "rack"), language, env }, setup);
    const up = await project.up(["--skip-preview"]);
    expect(up).toSucceed();
    expect(simulator.host("node-1", "east").state).toBe("MAINTENANCE_MODE");
    await project.setProgram(program(language, "cabinet", "rack"));
    const renamed = await project.up(["--skip-preview"]);
    expect(renamed).toSucceed();
    const destroy = await project.destroy(["--skip-preview"]);
    expect(destroy).toSucceed();
    expect(places(simulator)).toEqual(before);
    for (const { all } of [up, renamed, destroy]) expect(all).not.toMatch(STACK_TRACE);
  }
  const calls = simulator.mutations.map(({ operation }) => operation);
  expect(calls.filter((call) => call.endsWith("MaintenanceMode"))).toEqual(
    languages.flatMap(() => ["EnterMaintenanceMode", "ExitMaintenanceMode"]),
  );
});

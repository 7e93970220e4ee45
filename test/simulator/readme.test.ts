import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Scenario, scenarioNames } from "../../simulator";
import { faultKinds } from "../../simulator/api/faults/schema";
import { operatorActions } from "../../simulator/control/operatorActions";
import { defaultQuirks } from "../../simulator/quirks";
import { ApiClient } from "./apiClient";

const readme = readFileSync(join(__dirname, "../../simulator/README.md"), "utf8");

describe("simulator/README.md", () => {
  it("names each quirk with its default, and each rule", () => {
    const { rules, ...quirks } = defaultQuirks();
    const shown = (value: unknown) => (Array.isArray(value) ? `[${value.join(", ")}]` : String(value));
    for (const [name, value] of Object.entries(quirks)) {
      expect(readme).toMatch(
        new RegExp(`^\\| .*\`${name}\`.*\\| \`${shown(value).replaceAll(/[[\].]/g, "\\$&")}\` `, "m"),
      );
    }
    for (const rule of Object.keys(rules)) expect(readme).toContain(`\`${rule}\``);
  });

  it("names each shipped scenario, each fault and each of the operator's commands", async () => {
    const { operator } = (await ApiClient.open()).sim;
    for (const name of [...scenarioNames(), ...faultKinds]) expect(readme).toContain(`\`${name}\``);
    for (const [command] of operatorActions(operator))
      expect(readme).toMatch(new RegExp(`(operator/|[#,] .*)${command}\\b`));
  });

  it("shows a scenario that starts", async () => {
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    const client = await ApiClient.open({ scenario: parse(yaml as string) as Scenario });
    expect((await client.vms()).length).toBe(6);
    expect(client.sim.urls).toHaveLength(2);
  });
});

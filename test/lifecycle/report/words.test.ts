import { describe, expect, it } from "vitest";
import { nameVm, nameVms } from "../../../provider/lifecycle/report/words";

const vm = (vmName: string, vmUuid = `uuid of ${vmName.slice(0, 9)}`) => ({ vmName, vmUuid });

describe("a VM in a line of a run", () => {
  it("is its name alone, where that is unique among the VMs that were read", () => {
    const [one, other, twin] = [vm("web-01"), vm("SQL Server"), vm("web-01", "uuid-2")];
    expect(nameVms([one, other])).toBe('web-01, "SQL Server"');
    expect(nameVms([one, twin, other])).toBe('web-01 ("uuid of web-01"), web-01 (uuid-2), "SQL Server"');
    expect(nameVm(one, [one, one, other])).toBe("web-01");
    expect(nameVms([one], [twin, other])).toBe('web-01 ("uuid of web-01")');
  });

  it.each([
    ["no name", "", "uuid-1"],
    ["nothing that is seen", "\u200b", '"\\u200b" (uuid-1)'],
    ["a name that is cut", "x".repeat(300), `"${"x".repeat(200)}…" (uuid-1)`],
    ["what looks like the UUID of another VM", "546201ca-8103-46be-b8d2-8b1a531c42ea", undefined],
    ["markup", "<{%x%}>", '"<{ %x%}>" (uuid-1)'],
  ])("keeps its UUID if the name does not tell: %s", (_, name, shown) => {
    expect(nameVms([vm(name, "uuid-1")])).toBe(shown ?? `${name} (uuid-1)`);
  });
});

import { describe, expect, it } from "vitest";
import { describeImpact, impact } from "../../provider/resources/impact";
import { openLifecycle } from "../shared/openLifecycle";
import { stuckVms } from "../shared/outcomes";

describe("the impact, told in a preview", () => {
  it("names what would be shut down, counts what would migrate, and says what consent would not suffice for", async () => {
    const lab = await openLifecycle();
    const [one, other] = stuckVms(lab);
    const request = { ...lab.request("node-1", { consent: [String(one?.name)] }), precheckMs: 60_000 };
    const found = await impact(lab.context, request);
    const text = found ? describeImpact(found) : "";
    expect(text).toContain("2 VMs would be shut down");
    expect(text).toContain(`${other?.name} (${other?.localId}); 4 would migrate`);
    expect(text).toMatch(new RegExp(`allowShutdown does not cover.*${other?.localId}`));
    expect(text.match(new RegExp(String(one?.localId), "g"))).toHaveLength(1);
    expect(lab.simulator.mutations.map(({ operation }) => operation)).toEqual(["EnterMaintenanceModePreCheck"]);
  });

  it("says which host of the cluster is in maintenance instead, without a precheck", async () => {
    const lab = await openLifecycle();
    lab.simulator.operator.enter("node-2", { atOnce: true });
    const found = await impact(lab.context, { ...lab.request("node-1"), precheckMs: 60_000 });
    expect(found && describeImpact(found)).toContain("node-2 of the same cluster is in maintenance");
    expect(lab.simulator.mutations).toEqual([]);
  });

  it("sends no precheck for a host that is not in use", async () => {
    const lab = await openLifecycle();
    lab.simulator.operator.enter("node-2", { atOnce: true });
    expect(await impact(lab.context, { ...lab.request("node-2"), precheckMs: 60_000 })).toBeUndefined();
    expect(lab.simulator.mutations).toEqual([]);
  });
});

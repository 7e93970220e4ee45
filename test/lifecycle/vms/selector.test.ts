import { describe, expect, it } from "vitest";
import { exceeds, isVmId, sameSelector, selects, type VmSelector } from "../../../provider/lifecycle/vms/selector";

const web = { vmUuid: "11111111-1111-4111-8111-111111111111", id: "cvm000000000000000000001" };
const db = { vmUuid: "22222222-2222-4222-8222-222222222222", id: "cvm000000000000000000002" };

const beyondConsent = (consent: VmSelector, vms: (typeof web)[]) => vms.filter((vm) => !selects(consent, vm));

describe("consent", () => {
  it("covers all, none, or the VMs that it lists by UUID or id, whatever the case", () => {
    expect(beyondConsent("all", [web, db])).toEqual([]);
    expect(beyondConsent("none", [web, db])).toEqual([web, db]);
    expect(beyondConsent([web.vmUuid.toUpperCase()], [web, db])).toEqual([db]);
    expect(beyondConsent([db.id], [web, db])).toEqual([web]);
    expect(beyondConsent([], [web])).toEqual([web]);
  });

  it("exceeds a cap only by allowing more", () => {
    expect(exceeds("all", "none")).toBe(true);
    expect(exceeds("all", [web.vmUuid])).toBe(true);
    expect(exceeds([db.vmUuid], [web.vmUuid])).toBe(true);
    expect(exceeds([db.vmUuid], "none")).toBe(true);
    expect(exceeds([web.vmUuid], [web.vmUuid, db.vmUuid])).toBe(false);
    expect(exceeds("none", "none")).toBe(false);
    expect(exceeds([], "none")).toBe(false);
    expect(exceeds("all", "all")).toBe(false);
  });

  it("is the same whatever the order and the duplicates", () => {
    expect(sameSelector([web.vmUuid, db.vmUuid], [db.vmUuid, web.vmUuid.toUpperCase(), db.vmUuid])).toBe(true);
    expect(sameSelector([web.vmUuid], [db.vmUuid])).toBe(false);
    expect(sameSelector("all", ["all"])).toBe(false);
  });

  it("takes UUIDs and ids for VMs, and nothing that may be a name", () => {
    expect([web.vmUuid, web.id].every(isVmId)).toBe(true);
    expect(["web-01", "all", "", "11111111-1111-4111-8111"].some(isVmId)).toBe(false);
  });
});

// Which VMs a list of names and UUIDs selects.
import { describe, expect, it } from "vitest";
import {
  closestTo,
  exceeds,
  isVmId,
  namesIn,
  type Selectable,
  sameSelector,
  selects,
  type VmList,
  type VmSelector,
} from "../../../provider/lifecycle/vms/selector";

const UUID = "abcdef01-2345-4678-89ab-cdef01234567";
const OTHER = "11111111-1111-4111-8111-111111111111";
const CUID = "cl9v4mv5p00000856x1yz2abc";

const web = { vmUuid: "11111111-1111-4111-8111-111111111111", id: "cvm000000000000000000001" };
const db = { vmUuid: "22222222-2222-4222-8222-222222222222", id: "cvm000000000000000000002" };

const beyondConsent = (consent: VmSelector, vms: (typeof web)[]) => vms.filter((vm) => !selects(consent, vm));

describe("consent", () => {
  it("covers all, none, or the VMs that it lists by UUID or id, in upper or lower case", () => {
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

  it("recognizes UUIDs and ids, and nothing that may be a name", () => {
    expect([web.vmUuid, web.id].every(isVmId)).toBe(true);
    expect(["web-01", "all", "", "11111111-1111-4111-8111"].some(isVmId)).toBe(false);
  });
});

describe("a VM is selected", () => {
  it.each<[string, boolean, VmSelector, Selectable]>([
    ["by its UUID in any case", true, [UUID.toUpperCase()], { vmUuid: UUID }],
    ["by a UUID that CloudTower writes in capitals", true, [UUID], { vmUuid: UUID.toUpperCase() }],
    ["by CloudTower's id in any case", true, [CUID.toUpperCase()], { id: CUID }],
    ["by its name", true, ["db"], { vmUuid: UUID, name: "db" }],
    ["by the name that it had", true, ["db"], { vmUuid: UUID, name: "db2", formerName: "db" }],
    ["by one of several entries", true, ["x", "db"], { name: "db" }],
    ["not by its name in another case", false, ["DB"], { vmUuid: UUID, name: "db" }],
    ["not by a part of its name", false, ["d"], { vmUuid: UUID, name: "db" }],
    ["not if nothing of it is known", false, ["db"], {}],
    ["not by an empty list", false, [], { vmUuid: UUID, name: "db" }],
    ["by all, even if nothing of it is known", true, "all", {}],
    ["not by none, whatever its name", false, "none", { name: "none" }],
    ["not by the word all in a list", false, ["all"], { name: "db" }],
    ["by all but others", true, { except: ["web", OTHER] }, { vmUuid: UUID, name: "db" }],
    ["by all but nothing", true, { except: [] }, { name: "db" }],
    ["not by all but its UUID", false, { except: [UUID.toUpperCase()] }, { vmUuid: UUID, name: "db" }],
    ["not by all but the name that it had", false, { except: ["db"] }, { name: "db2", formerName: "db" }],
  ])("%s", (_, is, selector, vm) => {
    expect(selects(selector, vm)).toBe(is);
  });
});

it("names are the entries that are not ids, each once", () => {
  expect(namesIn(["db", UUID, "web", CUID, "db", UUID.toUpperCase()])).toEqual(["db", "web"]);
  expect(namesIn({ except: ["db", UUID, "db"] })).toEqual(["db"]);
  expect(namesIn("all")).toEqual([]);
  expect(namesIn("none")).toEqual([]);
});

describe("two selectors are the same", () => {
  it.each<[string, boolean, VmSelector | undefined, VmSelector | undefined]>([
    ["if neither is given", true, undefined, undefined],
    ["not if only one is given", false, undefined, "all"],
    ["not if only the other is given", false, [], undefined],
    ["with the same word", true, "none", "none"],
    ["not with another word", false, "all", "none"],
    ["with the same entries in another order, or twice", true, ["a", "b", "a"], ["b", "a"]],
    ["with the same ids in another case", true, [UUID], [UUID.toUpperCase()]],
    ["not with names in another case", false, ["db"], ["DB"]],
    ["not with an entry more", false, ["a"], ["a", "b"]],
    ["not if one is empty and the other none", false, [], "none"],
    ["with the same exceptions in another order", true, { except: ["a", UUID] }, { except: [UUID.toUpperCase(), "a"] }],
    ["not with other exceptions", false, { except: ["a"] }, { except: ["b"] }],
    ["not if one excludes what the other names", false, { except: ["a"] }, ["a"]],
  ])("%s", (_, are, one, other) => {
    expect(sameSelector(one, other)).toBe(are);
  });
});

describe("a consent exceeds its cap", () => {
  it.each<[string, boolean, VmList, VmList]>([
    ["with a name that the cap lacks", true, ["a", "b"], ["a"]],
    ["with a UUID that the cap lacks", true, [UUID, OTHER], [UUID]],
    ["with all, under a list", true, "all", ["a"]],
    ["with a list, under none", true, ["a"], "none"],
    ["not with names of the cap", false, ["a"], ["b", "a"]],
    ["not with a UUID of the cap in another case", false, [UUID.toUpperCase()], [UUID]],
    ["not under all", false, ["a"], "all"],
    ["not with none, under a list", false, "none", ["a"]],
    ["not surely with a name under UUIDs", false, ["a"], [UUID]],
    ["not surely with a UUID under names", false, [UUID], ["a"]],
    ["not surely with a name under names and UUIDs", false, ["a"], ["b", UUID]],
    ["with any name under an empty list", true, ["a"], []],
  ])("%s", (_, does, asked, cap) => {
    expect(exceeds(asked, cap)).toBe(does);
  });
});

describe("an id is", () => {
  it.each<[string, boolean, string]>([
    ["a UUID", true, UUID],
    ["a UUID in capitals", true, UUID.toUpperCase()],
    ["CloudTower's own id", true, CUID],
    ["CloudTower's own id at its shortest", true, `c${"0".repeat(19)}`],
    ["nothing shorter", false, `c${"0".repeat(18)}`],
    ["nothing with other letters before it", false, `x${CUID}`],
    ["nothing with other characters after it", false, `${CUID}-x`],
    ["no UUID with more after it", false, `${UUID}0`],
    ["no UUID with more before it", false, `0${UUID}`],
    ["no name", false, "cache-01"],
  ])("%s", (_, is, text) => {
    expect(isVmId(text)).toBe(is);
  });
});

describe("the closest names", () => {
  const vms = ["web-01", "db-1", "db-01", "", "db-02"].map((name) => ({ name }));

  it("come first, and are three at most", () => {
    expect(closestTo("db-01", vms).map(({ name }) => name)).toEqual(["db-01", "db-1", "db-02"]);
  });

  it("are never empty", () => {
    expect(closestTo("", vms).map(({ name }) => name)).not.toContain("");
    expect(closestTo("x", [{ name: "" }])).toEqual([]);
  });

  it("do not change the list", () => {
    const before = [...vms];
    closestTo("db-02", vms);
    expect(vms).toEqual(before);
  });
});

// What decides between two steps that a situation allows, and what is true in every situation.
import { describe, expect, it } from "vitest";
import type { MaintenanceRequest } from "../../../provider/lifecycle";
import { decide, STEPS, type Step, TABLE } from "../../../provider/lifecycle/situation/table";
import { asked } from "../evidence";

type Name = keyof typeof TABLE;
type Verb = Parameters<typeof decide>[0];
const NAMES = Object.keys(TABLE) as Name[];
const VERBS: Verb[] = ["create", "update", "read", "delete"];

const ADOPT = asked({ ifAlreadyInMaintenance: "adopt" });
const EXIT = asked({ onForeignSession: "exit" });
const BOTH = asked({ ifAlreadyInMaintenance: "adopt", onForeignSession: "exit" });

/** By itself the session is no other stack's, and nothing is waited for any more. */
function step(
  verb: Verb,
  is: Name,
  request?: MaintenanceRequest,
  { isAnotherStacks = false, hasPatience = false } = {},
): Step {
  return decide(verb, { is, isAnotherStacks }, request, hasPatience);
}

describe("an argument", () => {
  it.each<[string, Verb, Name, MaintenanceRequest, Step]>([
    ["lets up adopt another's maintenance", "create", "another's maintenance", ADOPT, "adopt"],
    ["lets up adopt another's entry", "create", "another's entry", ADOPT, "adopt"],
    ["lets a later up adopt another's maintenance", "update", "another's maintenance", ADOPT, "adopt"],
    ["lets a later up adopt another's entry", "update", "another's entry", ADOPT, "adopt"],
    ["lets destroy end another's maintenance", "delete", "another's maintenance", EXIT, "exit"],
    ["lets destroy follow another's entry, to end it", "delete", "another's entry", EXIT, "follow"],
  ])("%s", (_, verb, is, request, wanted) => {
    expect(step(verb, is, request)).toBe(wanted);
  });

  it("decides nothing if it is not needed", () => {
    for (const is of NAMES) {
      expect(step("delete", is, ADOPT), is).toBe(step("delete", is, asked()));
      expect(step("create", is, EXIT), is).toBe(step("create", is, asked()));
      expect(step("update", is, EXIT), is).toBe(step("update", is, asked()));
    }
  });

  it("decides nothing for a refresh, which has no request", () => {
    for (const is of NAMES) expect(step("read", is), is).toBe(step("read", is, BOTH));
  });

  it("that is absent allows nothing", () => {
    expect(step("create", "another's entry")).toBe("refuse");
    expect(step("delete", "another's maintenance")).toBe("refuse");
  });
});

describe("a session of another stack", () => {
  const isAnotherStacks = true;

  it("is adopted only if its end would be allowed, too", () => {
    for (const verb of ["create", "update"] as const) {
      for (const is of ["another's entry", "another's maintenance"] as const) {
        expect(step(verb, is, ADOPT, { isAnotherStacks })).toBe("refuse");
        expect(step(verb, is, BOTH, { isAnotherStacks })).toBe("adopt");
        expect(step(verb, is, EXIT, { isAnotherStacks })).toBe("refuse");
      }
    }
  });

  it("is only one that is marked so", () => {
    expect(decide("create", { is: "another's maintenance" }, ADOPT, false)).toBe("adopt");
  });

  it("is ended like any other", () => {
    expect(step("delete", "another's maintenance", EXIT, { isAnotherStacks })).toBe("exit");
  });
});

describe("patience", () => {
  it.each<[string, Name]>([
    ["lets destroy wait for a connection to the host", "not ready"],
    ["lets destroy wait for a host that refuses to exit", "exit refused"],
  ])("%s", (_, is) => {
    expect(step("delete", is, asked(), { hasPatience: true })).toBe("pause");
  });

  it("changes nothing else", () => {
    for (const is of NAMES) {
      for (const verb of VERBS) {
        const patient = step(verb, is, asked(), { hasPatience: true });
        if (patient !== "pause") expect(patient, `${verb} ${is}`).toBe(step(verb, is, asked()));
      }
    }
  });
});

describe("in every situation", () => {
  const every = (verbs: Verb[]) =>
    [asked(), ADOPT, EXIT, BOTH].flatMap((request) =>
      [true, false].flatMap((hasPatience) =>
        NAMES.flatMap((is) => verbs.map((verb) => step(verb, is, request, { hasPatience }))),
      ),
    );
  /** Which of these steps some of the verbs take. */
  const taken = (verbs: Verb[], steps: Step[]) => every(verbs).filter((each) => steps.includes(each));

  it("a refresh changes nothing on CloudTower", () => {
    expect(taken(["read"], ["enter", "adopt", "exit", "give back"])).toEqual([]);
  });

  it("only destroy exits or starts VMs", () => {
    expect(taken(["create", "update"], ["exit", "give back", "leave", "finish"])).toEqual([]);
  });

  it("destroy neither enters nor adopts", () => {
    expect(taken(["delete"], ["enter", "adopt", "complete"])).toEqual([]);
  });

  it("every step in the table is described, and every described step is in the table", () => {
    expect([...new Set(every(VERBS))].sort()).toEqual(Object.keys(STEPS).sort());
  });
});

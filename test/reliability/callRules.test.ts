import { describe, expect, it } from "vitest";
import type { RequestRecord } from "../../simulator";
import { blindRepeats } from "./callRules";

const base = { at: 0, path: "", method: "POST", requestId: "", authorized: true };
const start = (status: number): RequestRecord => ({
  ...base,
  operation: "StartVm",
  status,
  body: { where: { local_id: "vm-1" } },
});
const look: RequestRecord = {
  ...base,
  operation: "GetVms",
  status: 200,
  body: { where: { OR: [{ local_id_in: ["vm-1"] }] } },
};

describe("the check for calls that are repeated blindly", () => {
  it.each([
    ["a start whose answer was lost, sent again", [start(0), start(200)], 1],
    ["the same after a look at the VM", [start(0), look, start(200)], 0],
    ["the same after a look that did not come through", [start(0), { ...look, status: 500 }, start(200)], 1],
    ["a start that was not let in, sent again", [start(401), start(200)], 0],
  ])("%s", (_, requests, expected) => {
    expect(blindRepeats({ requests, mutations: [] })).toHaveLength(expected);
  });
});

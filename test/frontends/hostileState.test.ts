import { expect, it } from "vitest";
import { toOutputs, toRecord } from "../../provider/frontends/state";
import type { SessionRecord } from "../../provider/lifecycle";
import { HOSTILE_NAMES, harmWithin } from "../shared/hostileNames";

const INPUTS = { hostId: "host-1", __owner: "project/stack/host" } as Parameters<typeof toOutputs>[0];

it.each(Object.entries(HOSTILE_NAMES))(
  "what Pulumi keeps does no harm, and finds the VM again by its UUID: %s",
  (_, name) => {
    const vm = { vmUuid: "11111111-1111-4111-8111-111111111111", vmName: name, changed: true, changedReason: name };
    const record: SessionRecord = {
      ...{ server: "https://tower.example.com", hostId: "host-1", hostName: name, clusterId: "c", clusterName: name },
      ...{ phase: "maintenance", adopted: false, shutdownVms: [vm], liveMigratedVms: [], offlineMigratedVms: [] },
    };
    const outputs = toOutputs(INPUTS, record);
    expect(harmWithin(outputs)).toEqual([]);
    expect(JSON.stringify(outputs).length).toBeLessThan(4_000);
    // Pulumi's marks for what is not known yet are whole values.
    expect(JSON.stringify(outputs)).not.toContain(':"04da6b54-80e4-46f7-96ec-b56ff0331ba9"');
    expect(outputs.shutdownVms[0]?.vmUuid).toBe(vm.vmUuid);
    // A refresh that finds the same changes nothing.
    expect(toOutputs(INPUTS, toRecord(outputs))).toEqual(outputs);
  },
);

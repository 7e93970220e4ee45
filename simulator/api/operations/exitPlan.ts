import type { Core } from "../../core";
import type { Schemas, Session } from "../../model/entities";
import { flagged, remainingMoves } from "../../model/exitPlan";
import type { Language } from "../../model/text";
import { maintenanceName } from "../views/vm";
import type { Call, Operation } from "./call";
import { oneHost, requireMaintenance } from "./find";

/** What the entry did to each VM, and what became of it since. */
export const exitPrecheckResult: Operation = (core, call: Call<Schemas["ExitMaintenanceModeResultParams"]>) => {
  const session = requireMaintenance(oneHost(core, call.body.where));
  return {
    shutDownVms: entries(core, session, "shutdown", call.language),
    liveMigrateVms: entries(core, session, "live", call.language),
    offlineMigrateVms: entries(core, session, "offline", call.language),
  } satisfies Schemas["ExitMaintenanceModeResult"];
};

function entries(
  core: Core,
  session: Session,
  how: "shutdown" | "live" | "offline",
  language: Language,
): Schemas["MaintenanceModeVmInfo"][] {
  const moves = remainingMoves(core.world, session.moves).filter(({ move }) => move.how === how);
  return moves.map(({ move, vm }, index) => {
    const reason = flagged(core.world, move, vm);
    return {
      vm_uuid: core.quirks.vmUuidNull && index === 0 ? null : vm.localId,
      vm_name: maintenanceName(vm),
      vm_state: vm.power.toLowerCase(),
      vm_ha: vm.ha,
      target_host_name: vm.host?.name ?? null,
      state: "done",
      verify: { changed: reason !== null, reason: reason?.[language] ?? "" },
    };
  });
}

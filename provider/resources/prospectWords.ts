import { type Failure, messageOf, type Prospect } from "../lifecycle";
import { countVms, named, nameVms } from "../lifecycle/report/words";
import { asName } from "../text/foreign";

/** What a preview says, and how loudly. */
export type Telling = { severity: "info" | "warn" | "refused"; text: string };

/** What `pulumi up` would do with a host, in words. */
export function telling(prospect: Prospect): Telling {
  const hostName = asName(prospect.hostName);
  switch (prospect.is) {
    case "enters": {
      const { vms, shutdownVms, migrating, stopped } = prospect;
      const shut =
        shutdownVms.length === 0
          ? "no VM would be shut down"
          : `${countVms(shutdownVms.length)} would be shut down: ${nameVms(named(shutdownVms), named([...vms, ...shutdownVms]))}`;
      const still = stopped > 0 ? `; ${stopped} stopped, of which those with HA would move, too` : "";
      const text = `Entering maintenance of ${hostName}: ${shut}; ${migrating} would migrate to other hosts${still}.`;
      return { severity: shutdownVms.length > 0 ? "warn" : "info", text };
    }
    case "refused": {
      const why = prospect.why.map(({ failure }) => because(failure)).join(" ");
      if (prospect.passes) {
        const obstacle = prospect.why.map(({ failure }) => failure.what).join("; ");
        return {
          severity: "warn",
          text: `pulumi up would retry ${hostName} for up to timeouts.waitToEnter: ${obstacle}.`,
        };
      }
      if (prospect.why.some(({ failure }) => failure.isUnlessOwn)) {
        const unless = "unless the other host is this resource's old one, which then leaves first";
        return { severity: "warn", text: `pulumi up would be refused for ${hostName}, ${unless}: ${why}` };
      }
      return { severity: "refused", text: `pulumi up would be refused for ${hostName}: ${why}` };
    }
    case "takes over": {
      const held = prospect.holder ? `, which the resource ${prospect.holder} holds` : "";
      const text = `pulumi up would take over the session of ${hostName} (${prospect.session})${held}; pulumi destroy would end it.`;
      return { severity: "warn", text };
    }
    case "continues":
      return { severity: "info", text: `pulumi up would continue what is under way on ${hostName}.` };
    case "after the old host": {
      const { oldHost, vms, withDevices } = prospect;
      const fixed =
        withDevices.length > 0
          ? ` These VMs use devices of the host and cannot migrate: ${nameVms(named(withDevices), named(vms))}.`
          : "";
      const text = `Which VMs of ${hostName} would be shut down is not known until ${asName(oldHost)} is out of maintenance.${fixed}`;
      return { severity: withDevices.length > 0 ? "warn" : "info", text };
    }
  }
}

function because({ what, cause, next }: Failure): string {
  return `${what}${cause === undefined ? "" : `: ${messageOf(cause)}`}. Next: ${next}.`;
}

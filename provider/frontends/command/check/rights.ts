import type { CloudTower } from "../../../cloudtower";
import { messageOf } from "../../../lifecycle";
import { asName } from "../../../text/foreign";
import { attempt, SOON } from "../attempt";
import { type Finding, notKnown, ok, warning } from "./finding";

/** Rights by CloudTower's names, and what seems to need them: which call needs which is not published. */
const NEEDED = {
  MANAGE_HOST: "enter and exit maintenance",
  VM_OPERATION_VM_POWER: "start VMs that were shut down",
  VM_OPERATION_MIGRATE: "migrate VMs back",
};
/** Name tags need it, and people who mark hosts with labels. */
const LABELS = "MANAGE_LABEL";

/** What this user seems to be able to do. */
export async function rightsFindings({ condition }: CloudTower): Promise<Finding[]> {
  const [me, labels] = await Promise.all([
    attempt(() => condition.me(SOON)),
    attempt(() => condition.mustHaveLabels(SOON)),
  ]);
  const shown = "error" in labels ? [unknown("labels", "labels cannot be read", labels.error)] : [];
  if ("error" in me) return [unknown("rights", "what this user may do is not shown", me.error), ...shown];
  const { name, rights } = me.value;
  const who = name === undefined ? "this user" : `user ${asName(name)}`;
  if (rights === "all") return [ok("rights", `${who} may do everything`), ...shown];
  const missing = Object.entries(NEEDED).filter(([right]) => !rights.includes(right));
  const lacks = missing.map(([right, use]) => `${right} (${use})`);
  const main =
    lacks.length === 0
      ? ok("rights", `${who} seems to have what entering, exiting, starting and migrating VMs need`)
      : warning(
          "rights",
          `${who} seems to lack ${lacks.join(", ")}`,
          "Ask an administrator of CloudTower for a role with these rights. Which call needs which is not published, so this may err",
        );
  const label = rights.includes(LABELS)
    ? []
    : [
        warning(
          "labels",
          `${who} seems to lack ${LABELS} (mark hosts with labels). Only the setting cloudtower:nameTag needs it`,
        ),
      ];
  return [main, ...label, ...shown];
}

function unknown(topic: string, what: string, error: unknown): Finding {
  return notKnown(topic, `${what}: ${messageOf(error)}`, "Nothing depends on it: try a pulumi preview");
}

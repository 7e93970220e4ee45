import type { Ending } from "../../../lifecycle";
import { asName, said } from "../../../text/foreign";
import { type Line, laidOut, paragraph } from "../layout";
import { lasting, minuteOf } from "../time";
import type { Report } from "./view";
import { NOT_RECORDED } from "./vmWords";

const LONGEST_REASON = 500;
const HEADINGS = ["SESSION", "HOST", "ENTERED", "LASTED", "ENDED BY", "NOT BACK", "STACK"];
const ENDED_BY: Record<Ending, string> = {
  exit: "the resource",
  "exit of another session": "the resource",
  "somebody else": "somebody else",
  "failed entry": "failed entry",
  "host gone": "host gone",
};

/** Past sessions in columns, with the reason of each below it. */
export async function asList(reports: readonly Report[], directory: string, width: number): Promise<string> {
  if (reports.length === 0) {
    return paragraph(width, `No receipt in ${asName(directory)}: a session has one once it has ended.`);
  }
  const rows = reports.flatMap((report): Line[] => [
    rowOf(report),
    ...(report.reason === null ? [] : [`reason: ${said(shortened(report.reason))}`]),
  ]);
  const legend = `From the receipts in ${asName(directory)}, the newest first. Times are UTC. For one of them: pulumi-cloudtower report SESSION`;
  return `${await laidOut(width, [[HEADINGS, ...rows]])}\n\n${await paragraph(width, legend)}`;
}

/** In a list, the beginning tells which session it was. */
function shortened(reason: string): string {
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
}

function rowOf({ session, host, enteredAt, submittedAt, maintenanceSeconds, ending, vms, resource }: Report): string[] {
  const began = enteredAt ?? submittedAt;
  const away = vms.filter(({ outcome }) => outcome !== "restored").length;
  return [
    session,
    asName(host.name),
    began === null ? NOT_RECORDED : minuteOf(began),
    maintenanceSeconds === null ? "not known" : lasting(maintenanceSeconds),
    ending === null ? NOT_RECORDED : ENDED_BY[ending],
    away === 0 ? `0 of ${vms.length}` : `${away} of ${vms.length}`,
    asName(resource.stack),
  ];
}

import { type Alert, type CloudTower, type Cluster, criticalAlerts, type Host } from "../../../cloudtower";
import { linkTo, messageOf } from "../../../lifecycle";
import { asName, said } from "../../../text/foreign";
import { stateOf } from "../../findHosts";
import { type Attempt, attempt, SOON } from "../attempt";
import { byCluster, count, stateInWords } from "../fleet";
import { type Finding, notKnown, ok, problem, warning } from "./finding";

const TOPIC = "cluster";
/** More alerts are only counted: they are a matter for CloudTower's own page. */
const MOST_ALERTS = 10;
const WAIT = "Wait until it has ended. With timeouts.waitToEnter, pulumi up waits for it, for as long as that says";

/** What would keep a host from entering now, by cluster. */
export async function clusterFindings(
  cloudTower: CloudTower,
  hosts: readonly Host[],
  wanted: string | undefined,
): Promise<Finding[]> {
  if (hosts.length === 0) {
    const which = wanted === undefined ? "no host" : `no host of a cluster ${asName(wanted)}`;
    const remedy = "Check the name, and ask an administrator of CloudTower whether this user may see hosts";
    return [problem(TOPIC, `CloudTower shows ${which} to this user`, remedy)];
  }
  const [clusters, alerts] = await Promise.all([
    attempt(() => cloudTower.condition.clusters(SOON)),
    attempt(() => cloudTower.condition.alerts(SOON)),
  ]);
  const groups = byCluster(hosts);
  return [
    ...unreadable("whether a cluster recovers data", clusters),
    ...unreadable("which alerts there are", alerts),
    ...groups.flatMap((members) => {
      const [first] = members as [Host];
      const cluster = "value" in clusters ? clusters.value.find(({ id }) => id === first.clusterId) : undefined;
      const serious = "value" in alerts ? criticalAlerts(alerts.value, members) : [];
      const name = asName(first.clusterName);
      const against = [
        ...recovery(name, cluster),
        ...away(name, members),
        ...critical(name, serious),
        ...inSession(name, members),
      ];
      if (against.length > 0) return against;
      return [ok(TOPIC, `${name}: ${count(members.length, "host")}, and nothing seen that would refuse an entry`)];
    }),
  ];
}

function unreadable(what: string, answer: Attempt<unknown>): Finding[] {
  return "error" in answer
    ? [notKnown(TOPIC, `${what} is not known: ${messageOf(answer.error)}`, "Look in CloudTower before an entry")]
    : [];
}

function recovery(name: string, cluster: Cluster | undefined): Finding[] {
  if (cluster === undefined) return [];
  const { recoverBytes, recoverSpeed, connection = "CONNECTED" } = cluster;
  const cut =
    connection === "CONNECTED"
      ? []
      : [problem(TOPIC, `${name}: CloudTower's connection to it is ${asName(connection)}`, "See in CloudTower why")];
  if (recoverBytes === undefined) {
    return [...cut, notKnown(TOPIC, `${name}: CloudTower does not say whether it recovers data`)];
  }
  if (recoverBytes === 0) return cut;
  const left = `${(recoverBytes / 2 ** 30).toFixed(1)} GiB are left`;
  const pace = recoverSpeed ? `, about ${Math.ceil(recoverBytes / recoverSpeed / 60)} min` : "";
  return [
    ...cut,
    problem(TOPIC, `${name}: data recovery is running, so an entry would be refused; ${left}${pace}`, WAIT),
  ];
}

function away(name: string, members: readonly Host[]): Finding[] {
  return members.flatMap((host) => {
    const link = linkTo(host);
    if (link === "connected") return [];
    const text = `${name}: the host ${asName(host.name)} is ${asName(host.status)}, so an entry of this or another host may be refused`;
    return link === "doubtful"
      ? [warning(TOPIC, text, "See in CloudTower what is wrong with it")]
      : [problem(TOPIC, text, "Bring it back, or wait until it is connected again")];
  });
}

/** Alerts refuse nothing by themselves, but what they are about often does. */
function critical(name: string, serious: readonly Alert[]): Finding[] {
  const told = serious.slice(0, MOST_ALERTS).map(({ hostName, message, solution }) => {
    const where = hostName === undefined ? "" : ` on ${asName(hostName)}`;
    const advice = solution ? `CloudTower advises ${said(solution)}` : "Look at it in CloudTower";
    return problem(TOPIC, `${name}: CRITICAL alert${where}: ${said(message)}`, advice);
  });
  const more = serious.length - told.length;
  return more > 0
    ? [...told, problem(TOPIC, `${name}: ${count(more, "CRITICAL alert")} more`, "Look in CloudTower")]
    : told;
}

/** That is how it should be while somebody works on the host. */
function inSession(name: string, members: readonly Host[]): Finding[] {
  return members.flatMap((host) => {
    const state = stateOf(host);
    if (state === "in-use") return [];
    const word = stateInWords(state, host.session?.state);
    return [
      warning(
        TOPIC,
        `${name}: the host ${asName(host.name)} is ${word}, and only one host of a cluster can be: others would be refused`,
        "pulumi-cloudtower hosts says whose session it is",
      ),
    ];
  });
}
